/// Whether what clients saw of one key can be explained by one order of operations, each between
/// its question and its answer (Herlihy and Wing, 1990).
///
/// Just-in-time linearization (Lowe, "Testing for linearizability", 2017) of the search by Wing and
/// Gong: a set of states the register may be in, each with the writes that took effect without
/// having answered, and the values that each waiting read may have met on the way there. When an
/// operation answers, the states in which it can have had this answer by now stay; if there is none,
/// no order explains the history. Writes are taken to take effect as late as possible: a state in
/// which fewer did can still become any in which more did.
struct RegisterHistory: Sendable {
    enum Operation: Sendable, Equatable {
        case read
        case write(Command.Operation)
    }

    /// A write that took effect and has not answered.
    private struct Done: Hashable {
        var slot: Int
        /// Nil once nobody waits for the answer.
        var value: UInt64?
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

    /// More states than this are not followed: the key counts as not checked, and is reported so.
    private static let stateLimit = 20_000

    private var states: Set<State> = [State(value: 0, done: [], met: [])]
    private var pending: [Operation?] = []
    private var abandoned: Set<Int> = []
    private(set) var isExhausted = false

    /// A client asks; the result names the operation.
    mutating func begin(_ operation: Operation) -> Int {
        let slot = pending.firstIndex { $0 == nil } ?? pending.count
        if slot == pending.count { pending.append(operation) }
        pending[slot] = operation
        if operation == .read { states = Set(states.map { meeting($0, [slot]) }) }
        return slot
    }

    /// The client will never know: the operation may take effect at any time from now on, or never.
    mutating func abandon(_ slot: Int) {
        guard pending[slot] != .read else {
            pending[slot] = nil
            states = Set(states.map { removing(slot, from: $0) })
            return
        }
        abandoned.insert(slot)
        states = Set(
            states.map { state in
                var state = state
                for position in state.done.indices where state.done[position].slot == slot {
                    state.done[position].value = nil
                    state.done[position].isDone = true
                }
                return state
            }
        )
    }

    /// The client has its answer; false if no order explains it.
    mutating func end(_ slot: Int, reply: Reply) -> Bool {
        guard !isExhausted, let operation = pending[slot] else { return true }
        let reads = pending.indices.filter { pending[$0] == .read }
        var kept: Set<State> = []
        var seen = states
        var frontier = Array(states)
        while let state = frontier.popLast() {
            if let isExplained = judge(state, slot, operation, reply) {
                if isExplained { kept.insert(removing(slot, from: state)) }
                continue
            }
            for next in successors(of: state, reads) where seen.insert(next).inserted {
                frontier.append(next)
            }
            guard seen.count <= Self.stateLimit else {
                isExhausted = true
                return true
            }
        }
        pending[slot] = nil
        states = kept
        return !kept.isEmpty
    }

    /// Whether the operation had this answer in a state; nil if it may have it in a later one.
    private func judge(
        _ state: State,
        _ slot: Int,
        _ operation: Operation,
        _ reply: Reply
    ) -> Bool? {
        guard operation != .read else {
            guard reply.isDone else { return false }
            return state.met.contains(Met(slot: slot, value: reply.value)) ? true : nil
        }
        guard let done = state.done.first(where: { $0.slot == slot }) else { return nil }
        return done.value == reply.value && done.isDone == reply.isDone
    }

    /// The states in which one more waiting write has taken effect.
    private func successors(of state: State, _ reads: [Int]) -> [State] {
        var result: [State] = []
        for slot in pending.indices {
            guard case .write(let operation) = pending[slot],
                !state.done.contains(where: { $0.slot == slot })
            else { continue }
            let (value, reply) = effect(of: operation, on: state.value)
            let isAbandoned = abandoned.contains(slot)
            let done = Done(
                slot: slot,
                value: isAbandoned ? nil : reply.value,
                isDone: isAbandoned || reply.isDone
            )
            var next = state
            next.value = value
            next.done.insert(done, at: state.done.firstIndex { $0.slot > slot } ?? state.done.count)
            result.append(value == state.value ? next : meeting(next, reads))
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
