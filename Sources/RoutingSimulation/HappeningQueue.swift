/// What will happen, earliest first; at one moment in the order of being planned.
struct HappeningQueue {
    private struct Item {
        var time: UInt64
        var sequence: UInt64
        var action: () -> Void

        func isBefore(_ other: Item) -> Bool {
            time != other.time ? time < other.time : sequence < other.sequence
        }
    }

    /// A binary heap.
    private var items: [Item] = []
    private var sequence: UInt64 = 0

    mutating func add(at time: UInt64, _ action: @escaping () -> Void) {
        sequence += 1
        items.append(Item(time: time, sequence: sequence, action: action))
        var child = items.count - 1
        while child > 0, items[child].isBefore(items[(child - 1) / 2]) {
            items.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func next() -> (time: UInt64, action: () -> Void)? {
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
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < items.count && items[child].isBefore(items[least]) {
                least = child
            }
            guard least != parent else { return }
            items.swapAt(parent, least)
            parent = least
        }
    }
}
