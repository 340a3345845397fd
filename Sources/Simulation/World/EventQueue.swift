/// What will happen, earliest first; at one moment in the order of being planned.
struct EventQueue<Action>: Sendable where Action: Sendable {
    private struct Item {
        var time: UInt64
        var sequence: UInt64
        var action: Action

        func isBefore(_ other: Item) -> Bool {
            time != other.time ? time < other.time : sequence < other.sequence
        }
    }

    /// A binary heap.
    private var items: [Item] = []
    private var sequence: UInt64 = 0

    var count: Int { items.count }

    mutating func add(_ action: Action, at time: UInt64) {
        sequence += 1
        let item = Item(time: time, sequence: sequence, action: action)
        items.append(item)
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard items[child].isBefore(items[parent]) else { break }
            items.swapAt(child, parent)
            child = parent
        }
    }

    mutating func next() -> (time: UInt64, action: Action)? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        if !items.isEmpty {
            items[0] = last
            sink()
        }
        return (first.time, first.action)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var smallest = parent
            for child in (2 * parent + 1)...(2 * parent + 2)
            where child < items.count && items[child].isBefore(items[smallest]) {
                smallest = child
            }
            guard smallest != parent else { return }
            items.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
