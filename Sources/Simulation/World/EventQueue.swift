/// What will happen, earliest first; at one moment in the order of being planned.
struct EventQueue<Action>: Sendable where Action: Sendable {
    /// A place in the heap: small and plain, for sorting moves it often.
    private struct Item {
        var time: UInt64
        var sequence: UInt64
        var slot: Int

        func isBefore(_ other: Item) -> Bool {
            time != other.time ? time < other.time : sequence < other.sequence
        }
    }

    /// A binary heap.
    private var items: [Item] = []
    private var actions: [Action?] = []
    private var free: [Int] = []
    private var sequence: UInt64 = 0

    var count: Int { items.count }

    mutating func add(_ action: Action, at time: UInt64) {
        sequence += 1
        let slot: Int
        if let reused = free.popLast() {
            slot = reused
            actions[slot] = action
        } else {
            slot = actions.count
            actions.append(action)
        }
        items.append(Item(time: time, sequence: sequence, slot: slot))
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
        guard let action = actions[first.slot].take() else { return nil }
        free.append(first.slot)
        return (first.time, action)
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
