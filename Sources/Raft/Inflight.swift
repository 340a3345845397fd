/// Appends sent to a follower and not yet acknowledged, oldest first.
struct Inflight: Sendable {
    private struct Sent {
        var last: LogIndex
        var bytes: Int
    }

    private var sent: [Sent] = []
    private(set) var bytes = 0

    var count: Int { sent.count }

    var isEmpty: Bool { sent.isEmpty }

    func isFull(_ limits: Limits) -> Bool {
        sent.count >= limits.inflightMessages || bytes >= limits.inflightBytes
    }

    mutating func add(last: LogIndex, bytes: Int) {
        sent.append(Sent(last: last, bytes: bytes))
        self.bytes += bytes
    }

    /// Everything up to `match` arrived.
    mutating func free(through match: LogIndex) {
        var count = 0
        for message in sent {
            guard message.last <= match else { break }
            bytes -= message.bytes
            count += 1
        }
        sent.removeFirst(count)
    }

    mutating func removeAll() {
        sent.removeAll(keepingCapacity: true)
        bytes = 0
    }
}
