internal import NIOCore
internal import Routing
internal import Synchronization

/// One question to another member, and the answers to it.
///
/// A connection that waited and turns out to be dead is replaced once, unnoticed.
final class PeerExchange: Sendable {
    enum Event: Sendable {
        case message(PeerMessage)
        /// The member cannot be reached, died or fell silent; nothing comes any more.
        case broken
    }

    private struct State {
        var connection: (NIOLoopBound<PeerConnection>, any EventLoop)?
        var isReused = false
        var hasBegun = false
        var hasHeard = false
        var isOver = false
    }

    let member: String
    let message: PeerMessage
    private let pool: PeerPool
    private let receiver: @Sendable (Event) -> Void
    private let state = Mutex(State())

    /// - Parameter receiver: called on the connection's loop, in order, until the last message or
    ///   `broken`, and not after `cancel`.
    init(
        _ message: PeerMessage,
        to member: String,
        _ pool: PeerPool,
        receiver: @escaping @Sendable (Event) -> Void
    ) {
        self.message = message
        self.member = member
        self.pool = pool
        self.receiver = receiver
    }

    var isQuestion: Bool {
        if case .question = message { true } else { false }
    }

    /// Nothing more comes of it.
    var isOver: Bool { state.withLock { $0.isOver } }

    func start() {
        state.withLock { $0.isReused = true }
        if !pool.reuse(for: self) { renew() }
    }

    /// Nobody wants the answers any more.
    func cancel() {
        let connection = state.withLock { state in
            state.isOver = true
            defer { state.connection = nil }
            return state.connection
        }
        connection?.1.execute { connection?.0.value.cancel(self) }
    }

    /// Bytes that came were used.
    func consumed(_ count: Int) {
        let connection = state.withLock { $0.connection }
        connection?.1.execute { connection?.0.value.consumed(count, by: self) }
    }

    // MARK: From the connection

    /// False when nobody waits any more.
    func began(_ connection: NIOLoopBound<PeerConnection>, on loop: any EventLoop) -> Bool {
        state.withLock { state in
            guard !state.isOver else { return false }
            state.hasBegun = true
            state.connection = (connection, loop)
            return true
        }
    }

    func received(_ message: PeerMessage) {
        let isWanted = state.withLock { state in
            guard !state.isOver else { return false }
            state.hasHeard = true
            state.isOver = message.isLast
            return true
        }
        if isWanted { receiver(.message(message)) }
    }

    func broke() {
        enum Step { case renew, tell, nothing }
        let step = state.withLock { state -> Step in
            guard !state.isOver else { return .nothing }
            if state.isReused, !state.hasHeard { return .renew }
            state.isOver = true
            return .tell
        }
        switch step {
        case .renew: renew()
        case .tell: receiver(.broken)
        case .nothing: break
        }
    }

    func openingTookTooLong() {
        let isLate = state.withLock { state in
            guard !state.hasBegun, !state.isOver else { return false }
            state.isOver = true
            return true
        }
        if isLate { receiver(.broken) }
    }

    private func renew() {
        state.withLock { state in
            state.isReused = false
            state.hasBegun = false
            state.connection = nil
        }
        pool.open(for: self)
    }
}
