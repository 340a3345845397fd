import Determinism

/// The suspicions under way, by member, with the earliest deadline at hand.
struct SuspicionTimers: Sendable {
    private struct Timer: Sendable {
        var deadline: Instant
        var slot: Int32
    }

    private var suspicions: [Int32: Suspicion] = [:]
    /// A binary heap; a timer whose deadline is not that of its suspicion any more is a left-over.
    private var timers: [Timer] = []

    var count: Int { suspicions.count }

    subscript(slot: Int32) -> Suspicion? { suspicions[slot] }

    /// The earliest deadline, or an earlier moment: a left-over only costs a look.
    var nextDeadline: Instant? { timers.first?.deadline }

    mutating func set(_ suspicion: Suspicion, about slot: Int32) {
        suspicions[slot] = suspicion
        push(Timer(deadline: suspicion.deadline, slot: slot))
        if timers.count > 4 * suspicions.count + 64 { rebuild() }
    }

    mutating func remove(about slot: Int32) {
        suspicions[slot] = nil
        if suspicions.isEmpty { timers = [] }
    }

    /// The next member whose time is over; its suspicion ends.
    mutating func popExpired(at now: Instant) -> (slot: Int32, suspicion: Suspicion)? {
        while let first = timers.first, first.deadline <= now {
            popFirst()
            if let suspicion = suspicions[first.slot], suspicion.deadline == first.deadline {
                remove(about: first.slot)
                return (first.slot, suspicion)
            }
        }
        return nil
    }

    /// Gives every suspect at least until a moment.
    mutating func postpone(until moment: Instant) {
        let slots = timers.map(\.slot)
        for slot in slots {
            guard var suspicion = suspicions[slot], suspicion.deadline < moment else { continue }
            suspicion.postponedUntil = moment
            suspicions[slot] = suspicion
        }
        rebuild()
    }

    /// In ascending order of slots, so that the heap does not depend on the order of hashing.
    private mutating func rebuild() {
        timers = suspicions.keys.sorted().compactMap { slot in
            suspicions[slot].map { Timer(deadline: $0.deadline, slot: slot) }
        }
        timers.sort { Self.precedes($0, $1) }
    }

    private static func precedes(_ left: Timer, _ right: Timer) -> Bool {
        left.deadline != right.deadline ? left.deadline < right.deadline : left.slot < right.slot
    }

    private mutating func push(_ timer: Timer) {
        timers.append(timer)
        var child = timers.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.precedes(timers[child], timers[parent]) else { break }
            timers.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func popFirst() {
        timers.swapAt(0, timers.count - 1)
        timers.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < timers.count {
                if Self.precedes(timers[child], timers[least]) { least = child }
            }
            guard least != parent else { return }
            timers.swapAt(parent, least)
            parent = least
        }
    }
}
