/// The datagrams that came last, by which one that comes again is known.
///
/// Only authentic ones are noted, so nobody without a key can push one out.
struct ReplayWindow {
    private var known: Set<UInt64> = []
    private var order: [UInt64] = []
    private var oldest = 0
    private let count: Int

    init(count: Int) {
        self.count = count
    }

    /// Notes a datagram; false if it is there already.
    ///
    /// - Parameter mark: 8 of its random bytes.
    mutating func note(_ mark: UInt64) -> Bool {
        guard known.insert(mark).inserted else { return false }
        if order.count < count {
            order.append(mark)
        } else {
            known.remove(order[oldest])
            order[oldest] = mark
            oldest = (oldest + 1) % count
        }
        return true
    }
}
