internal import Determinism
package import NIOCore
internal import Routing
internal import Synchronization

/// What a gateway knows of its cluster, and its connections to the other members.
///
/// Whoever puts a node together tells it the views of the log and the deaths that gossip knows of.
package final class Peering: Sendable {
    private struct Waiting {
        var view: UInt64
        var action: @Sendable (Bool) -> Void
    }

    private struct State {
        var surroundings: Surroundings
        var observers: [UInt64: @Sendable () -> Void] = [:]
        var waiting: [UInt64: Waiting] = [:]
        var nextNumber: UInt64 = 1
    }

    /// This node.
    package let name: String
    /// Objects lie with single members, so that all are asked for one before an origin is.
    let isThorough: Bool
    let pool: PeerPool
    let limits = RoutingLimits()
    private let answeredReads = Atomic<Int>(0)
    private let alone = Atomic<Bool>(true)
    private let state: Mutex<State>

    /// - Parameters:
    ///   - keepsObjects: each member has a store of its own (`--store disk`).
    package init(
        name: String,
        streams: any PeerStreams,
        group: any EventLoopGroup,
        keepsObjects: Bool
    ) {
        self.name = name
        isThorough = keepsObjects
        pool = PeerPool(streams: streams, group: group)
        state = Mutex(State(surroundings: Surroundings(name: name)))
    }

    /// A view of the log is in force; an old one changes nothing.
    package func take(view number: UInt64, members: [String]) {
        change { $0.take(RoutingView(number: number, members: members)) }
    }

    /// Gossip holds these members to be dead or gone; suspects are not among them.
    package func setDead(_ names: [String]) {
        pool.setDead(names)
        change { $0.setDead(names) }
    }

    /// The newest view.
    package var view: (number: UInt64, members: [String]) {
        let current = surroundings.history.current
        return (current.number, current.members)
    }

    /// Closes the connections that nobody uses.
    package func stop() {
        pool.stop()
    }

    /// No other member is known, nor was any in the views remembered.
    var isAlone: Bool { alone.load(ordering: .acquiring) }

    var surroundings: Surroundings { state.withLock { $0.surroundings } }

    /// Somebody named a view of this number.
    func hear(_ number: UInt64) {
        state.withLock { $0.surroundings.hear(number) }
    }

    /// Reads of other members that this node is answering.
    var reads: Int { answeredReads.load(ordering: .relaxed) }

    func readBegan() { answeredReads.add(1, ordering: .relaxed) }

    func readEnded() { answeredReads.subtract(1, ordering: .relaxed) }

    /// Whether this node may be the fetcher of a path.
    var isInView: Bool { view.members.contains(name) }

    /// Members of the view but this node.
    var others: [String] { view.members.filter { $0 != name } }

    /// `action` runs after each change, on any thread.
    func observe(_ action: @escaping @Sendable () -> Void) -> UInt64 {
        state.withLock { state in
            defer { state.nextNumber += 1 }
            state.observers[state.nextNumber] = action
            return state.nextNumber
        }
    }

    func stopObserving(_ number: UInt64) {
        state.withLock { $0.observers[number] = nil }
    }

    /// Runs `action` once: with true when a view of this number is here, with false when it does not
    /// come in time.
    func whenView(
        _ number: UInt64,
        on loop: any EventLoop,
        _ action: @escaping @Sendable (Bool) -> Void
    ) {
        let ticket = state.withLock { state -> UInt64? in
            state.surroundings.hear(number)
            guard state.surroundings.history.current.number < number else { return nil }
            defer { state.nextNumber += 1 }
            state.waiting[state.nextNumber] = Waiting(view: number, action: action)
            return state.nextNumber
        }
        guard let ticket else { return action(true) }
        loop.scheduleTask(in: .nanoseconds(limits.viewPatience.wholeNanoseconds)) { [self] in
            state.withLock { $0.waiting.removeValue(forKey: ticket) }?.action(false)
        }
    }

    private func change(_ body: (inout Surroundings) -> Void) {
        let (ready, observers) = state.withLock { state in
            body(&state.surroundings)
            alone.store(state.surroundings.isAlone, ordering: .releasing)
            let number = state.surroundings.history.current.number
            let ready = state.waiting.filter { $0.value.view <= number }
            for ticket in ready.keys { state.waiting[ticket] = nil }
            return (ready.map(\.value), Array(state.observers.values))
        }
        for waiting in ready { waiting.action(true) }
        for observer in observers { observer() }
    }
}
