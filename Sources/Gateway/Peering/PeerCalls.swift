internal import Determinism
internal import NIOCore
internal import Routing
internal import Synchronization

/// One message put to all other members of the view, and what they answer.
final class PeerCalls: Sendable {
    /// What a member answered; nil where it did not, in time.
    typealias Answers = [(member: String, message: PeerMessage?)]

    private struct State {
        var answers: [String: PeerMessage] = [:]
        var waiting: Set<String>
        var completion: (@Sendable (Answers) -> Void)?
    }

    private let members: [String]
    private let state: Mutex<State>

    private init(_ members: [String], _ completion: @escaping @Sendable (Answers) -> Void) {
        self.members = members
        state = Mutex(State(waiting: Set(members), completion: completion))
    }

    /// - Parameter completion: called once, on any thread, with an answer or none for each member.
    static func send(
        _ message: PeerMessage,
        to peering: Peering,
        on loop: any EventLoop,
        completion: @escaping @Sendable (Answers) -> Void
    ) {
        let members = peering.others
        guard !members.isEmpty else { return completion([]) }
        let calls = PeerCalls(members, completion)
        let exchanges = members.map { member in
            PeerExchange(message, to: member, peering.pool) { event in
                switch event {
                case .message(.beat): return
                case .message(let answer): calls.answered(member, answer)
                case .broken: calls.answered(member, nil)
                }
            }
        }
        loop.scheduleTask(in: .nanoseconds(PeeringLimits.callPatience.wholeNanoseconds)) {
            for exchange in exchanges { exchange.cancel() }
            for member in members { calls.answered(member, nil) }
        }
        for exchange in exchanges { exchange.start() }
    }

    private func answered(_ member: String, _ message: PeerMessage?) {
        let (completion, answers) =
            state.withLock { state in
                guard state.waiting.remove(member) != nil else { return (nil, Answers()) }
                state.answers[member] = message
                guard state.waiting.isEmpty else { return (nil, Answers()) }
                return (state.completion.take(), members.map { ($0, state.answers[$0]) })
            } as ((@Sendable (Answers) -> Void)?, Answers)
        completion?(answers)
    }
}
