/// A queue of identities in the order of coming, from whose middle one may leave.
struct WaitingLine: Sendable {
    private var places: [UInt64?] = []
    private var head = 0
    private(set) var count = 0

    mutating func append(_ identity: UInt64) {
        places.append(identity)
        count += 1
    }

    mutating func popFirst() -> UInt64? {
        while head < places.count {
            let identity = places[head]
            head += 1
            if head > 1_024, head > places.count / 2 {
                places.removeFirst(head)
                head = 0
            }
            if let identity {
                count -= 1
                return identity
            }
        }
        places.removeAll(keepingCapacity: true)
        head = 0
        return nil
    }

    /// Linear in the queue, which is bounded; leaving is rare.
    mutating func remove(_ identity: UInt64) -> Bool {
        guard let place = places[head...].firstIndex(of: identity) else { return false }
        places[place] = nil
        count -= 1
        return true
    }
}
