/// Whether what clients saw of one key can be explained by one order of operations, each between
/// its question and its answer (Herlihy and Wing, 1990).
///
/// Just-in-time linearization (Lowe, "Testing for linearizability", 2017) of the search by Wing and
/// Gong: a set of states the register may be in, each with the writes that took effect without
/// having answered, and the values that each waiting read may have met on the way there. When an
/// operation answers, the states in which it can have had this answer by now stay; if there is none,
/// no order explains the history. Writes are taken to take effect as late as possible: a state in
/// which fewer did can still become any in which more did. Of states that differ only in which
/// abandoned writes were used up, those with needless ones are dropped.
struct RegisterHistory: Sendable {
    enum Operation: Sendable, Equatable {
        case read
        case write(Command.Operation)
    }

    /// A write that took effect and has not answered.
    private struct Done: Hashable {
        var slot: Int
        var value: UInt64
        var isDone: Bool
    }

    /// A value that a waiting read may have met.
    private struct Met: Hashable {
        var slot: Int
        var value: UInt64
    }

    private struct State: Hashable {
        var value: UInt64
        /// Sorted by slot.
        var done: [Done]
        /// Sorted by slot and value.
        var met: [Met]
    }

    /// States, each with the sets of abandoned writes that may have been used up to reach it; no set
    /// holds another.
    private struct States {
        /// In the order of their discovery, for a search that gives up must do so in every process
        /// at the same place.
        private(set) var all: [(state: State, sets: [Set<Int>])] = []
        private var places: [State: Int] = [:]

        /// False if the state is there already with no more writes used up.
        mutating func insert(_ state: State, used: Set<Int>) -> Bool {
            guard let place = places[state] else {
                places[state] = all.count
                all.append((state, [used]))
                return true
            }
            guard !all[place].sets.contains(where: { $0.isSubset(of: used) }) else { return false }
            all[place].sets.removeAll { used.isSubset(of: $0) }
            all[place].sets.append(used)
            return true
        }

        func map(_ change: (State) -> State) -> States {
            var result = States()
            for (state, sets) in all {
                let changed = change(state)
                for used in sets { _ = result.insert(changed, used: used) }
            }
            return result
        }
    }

    /// More states than this are not followed: the key counts as not checked, and is reported so.
    private static let stateLimit = 20_000

    private var states = States()
    private var pending: [Operation?] = []
    private var abandoned: Set<Int> = []
    private(set) var isExhausted = false

    init() {
        _ = states.insert(State(value: 0, done: [], met: []), used: [])
    }

    /// A client asks; the result names the operation.
    mutating func begin(_ operation: Operation) -> Int {
        let slot = pending.firstIndex { $0 == nil } ?? pending.count
        if slot == pending.count { pending.append(operation) }
        pending[slot] = operation
        if operation == .read { states = states.map { meeting($0, [slot]) } }
        return slot
    }

    /// The client will never know: the operation may take effect at any time from now on, or never.
    mutating func abandon(_ slot: Int) {
        guard pending[slot] != .read else {
            pending[slot] = nil
            states = states.map { removing(slot, from: $0) }
            return
        }
        abandoned.insert(slot)
        var remaining = States()
        for (state, sets) in states.all {
            let isUsed = state.done.contains { $0.slot == slot }
            for used in sets {
                let now = isUsed ? used.union([slot]) : used
                _ = remaining.insert(removing(slot, from: state), used: now)
            }
        }
        states = remaining
    }

    /// The client has its answer; false if no order explains it.
    mutating func end(_ slot: Int, reply: Reply) -> Bool {
        end(slot, isDone: reply.isDone, value: reply.value)
    }

    /// The same where the answer to a write need not tell the value found before.
    ///
    /// - Parameter value: what was read, or found before the write; nil where that was not told.
    mutating func end(_ slot: Int, isDone: Bool, value: UInt64?) -> Bool {
        guard !isExhausted, let operation = pending[slot] else { return true }
        let reads = pending.indices.filter { pending[$0] == .read }
        var kept = States()
        var seen = states
        // First come those that used up least, so that few are followed in vain.
        var queue: [(state: State, used: Set<Int>)] = []
        for (state, sets) in states.all { for used in sets { queue.append((state, used)) } }
        var position = 0
        while position < queue.count {
            let (state, used) = queue[position]
            position += 1
            if let isExplained = judge(state, slot, operation, isDone, value) {
                if isExplained { _ = kept.insert(removing(slot, from: state), used: used) }
                continue
            }
            for next in successors(of: state, used, reads)
            where seen.insert(next.state, used: next.used) {
                queue.append(next)
            }
            guard queue.count <= Self.stateLimit else {
                isExhausted = true
                return true
            }
        }
        pending[slot] = nil
        states = kept
        return !kept.all.isEmpty
    }

    /// Whether the operation had this answer in a state; nil if it may have it in a later one.
    private func judge(
        _ state: State,
        _ slot: Int,
        _ operation: Operation,
        _ isDone: Bool,
        _ value: UInt64?
    ) -> Bool? {
        guard operation != .read else {
            guard isDone, let value else { return false }
            return state.met.contains(Met(slot: slot, value: value)) ? true : nil
        }
        guard let done = state.done.first(where: { $0.slot == slot }) else { return nil }
        return done.isDone == isDone && (value == nil || done.value == value)
    }

    /// The states in which one more waiting write has taken effect.
    private func successors(
        of state: State,
        _ used: Set<Int>,
        _ reads: [Int]
    ) -> [(state: State, used: Set<Int>)] {
        var result: [(state: State, used: Set<Int>)] = []
        for slot in pending.indices {
            guard case .write(let operation) = pending[slot], !used.contains(slot),
                !state.done.contains(where: { $0.slot == slot })
            else { continue }
            let (value, reply) = effect(of: operation, on: state.value)
            var next = state
            next.value = value
            if value != state.value { next = meeting(next, reads) }
            guard !abandoned.contains(slot) else {
                result.append((next, used.union([slot])))
                continue
            }
            let done = Done(slot: slot, value: reply.value, isDone: reply.isDone)
            next.done.insert(done, at: state.done.firstIndex { $0.slot > slot } ?? state.done.count)
            result.append((next, used))
        }
        return result
    }

    /// The state, its value now among those that some reads may have met.
    private func meeting(_ state: State, _ reads: [Int]) -> State {
        var state = state
        for slot in reads {
            let met = Met(slot: slot, value: state.value)
            let place =
                state.met.firstIndex { ($0.slot, $0.value) >= (met.slot, met.value) }
                ?? state.met.count
            guard place == state.met.count || state.met[place] != met else { continue }
            state.met.insert(met, at: place)
        }
        return state
    }

    private func removing(_ slot: Int, from state: State) -> State {
        var state = state
        state.done.removeAll { $0.slot == slot }
        state.met.removeAll { $0.slot == slot }
        return state
    }

    private func effect(of operation: Command.Operation, on value: UInt64) -> (UInt64, Reply) {
        switch operation {
        case .put(let new): (new, Reply(isDone: true, value: value))
        case .delete: (0, Reply(isDone: true, value: value))
        case .compareAndSet(let expected, let new):
            value == expected
                ? (new, Reply(isDone: true, value: value))
                : (value, Reply(isDone: false, value: value))
        }
    }
}
