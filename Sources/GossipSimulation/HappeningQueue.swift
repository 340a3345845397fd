import Determinism

/// What will happen, in order of time and, at one moment, of insertion: a binary heap.
struct HappeningQueue {
    private struct Entry {
        var time: Instant
        var number: UInt64
        var happening: Happening
    }

    private var entries: [Entry] = []
    private var lastNumber: UInt64 = 0

    var nextTime: Instant? { entries.first?.time }
    var count: Int { entries.count }

    mutating func add(_ happening: Happening, at time: Instant) {
        lastNumber += 1
        entries.append(Entry(time: time, number: lastNumber, happening: happening))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(child, parent) else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> (time: Instant, happening: Happening)? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink()
        }
        return (first.time, first.happening)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && precedes(child, least) {
                least = child
            }
            guard least != parent else { return }
            entries.swapAt(parent, least)
            parent = least
        }
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (left, right) = (entries[left], entries[right])
        return left.time != right.time ? left.time < right.time : left.number < right.number
    }
}
