/// Whether what clients saw of one key can be explained by one order of operations, each between
/// its question and its answer (Herlihy and Wing, 1990).
///
/// Just-in-time linearization (Lowe, "Testing for linearizability", 2017) of the search by Wing and
/// Gong: a set of states the register may be in, each with the operations that took effect without
/// having answered. When an operation answers, every state in which it can have taken effect by
/// now, with the answer given, stays; if there is none, no order explains the history.
struct RegisterHistory: Sendable {
    enum Operation: Sendable, Equatable {
        case read
        case write(Command.Operation)
    }

    private struct Done: Hashable {
        var slot: Int
        /// Nil once nobody waits for the answer.
        var value: UInt64?
        var isDone: Bool
    }

    private struct State: Hashable {
        var value: UInt64
        /// Sorted by slot.
        var done: [Done]
    }

    /// More states than this are not followed: the key counts as not checked, and is reported so.
    private static let stateLimit = 20_000

    private var states: Set<State> = [State(value: 0, done: [])]
    private var pending: [Operation?] = []
    private var abandoned: Set<Int> = []
    private(set) var isExhausted = false

    /// A client asks.
    ///
    /// The result names the operation.
    mutating func begin(_ operation: Operation) -> Int {
        if let free = pending.firstIndex(where: { $0 == nil }) {
            pending[free] = operation
            return free
        }
        pending.append(operation)
        return pending.count - 1
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
        var kept: Set<State> = []
        var seen = states
        var frontier = Array(states)
        while let state = frontier.popLast() {
            if let done = state.done.first(where: { $0.slot == slot }) {
                if done.value == reply.value, done.isDone == reply.isDone {
                    kept.insert(removing(slot, from: state))
                }
                continue
            }
            let (after, seenReply) = effect(of: operation, on: state.value)
            if seenReply == reply { kept.insert(State(value: after, done: state.done)) }
            for next in successors(of: state, except: slot) where seen.insert(next).inserted {
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

    /// The states in which one more waiting operation has taken effect.
    private func successors(of state: State, except slot: Int) -> [State] {
        var result: [State] = []
        for other in pending.indices where other != slot {
            guard let operation = pending[other],
                !state.done.contains(where: { $0.slot == other })
            else { continue }
            let (value, reply) = effect(of: operation, on: state.value)
            let isAbandoned = abandoned.contains(other)
            let done = Done(
                slot: other,
                value: isAbandoned ? nil : reply.value,
                isDone: isAbandoned || reply.isDone
            )
            let place = state.done.firstIndex { $0.slot > other } ?? state.done.count
            var next = State(value: value, done: state.done)
            next.done.insert(done, at: place)
            result.append(next)
        }
        return result
    }

    private func removing(_ slot: Int, from state: State) -> State {
        State(value: state.value, done: state.done.filter { $0.slot != slot })
    }

    private func effect(of operation: Operation, on value: UInt64) -> (UInt64, Reply) {
        switch operation {
        case .read: (value, Reply(isDone: true, value: value))
        case .write(.put(let new)): (new, Reply(isDone: true, value: value))
        case .write(.delete): (0, Reply(isDone: true, value: value))
        case .write(.compareAndSet(let expected, let new)):
            value == expected
                ? (new, Reply(isDone: true, value: value))
                : (value, Reply(isDone: false, value: value))
        }
    }
}
