/// What is due when: a binary heap ordered by moment, then by the order of adding.
struct TimerQueue<Payload> {
    private struct Entry {
        var moment: UInt64
        var number: UInt64
        var payload: Payload

        func isBefore(_ other: Entry) -> Bool {
            (moment, number) < (other.moment, other.number)
        }
    }

    private var heap: [Entry] = []
    private var nextNumber: UInt64 = 0

    /// The moment of the next entry in nanoseconds.
    var next: UInt64? { heap.first?.moment }

    mutating func add(_ payload: Payload, at moment: UInt64) {
        heap.append(Entry(moment: moment, number: nextNumber, payload: payload))
        nextNumber += 1
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The first entry that is due, taken out.
    mutating func popDue(at now: UInt64) -> Payload? {
        guard let first = heap.first, first.moment <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < heap.count else { break }
            let right = left + 1
            let child = right < heap.count && heap[right].isBefore(heap[left]) ? right : left
            guard heap[child].isBefore(heap[parent]) else { break }
            heap.swapAt(child, parent)
            parent = child
        }
        return first.payload
    }
}
