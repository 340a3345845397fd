internal import Determinism
internal import NIOCore
internal import NIOPosix
internal import PeerProtocol
internal import Raft
internal import Synchronization

/// The way to one peer for one kind of traffic: at most one connection, made when there is
/// something to say, and again after a pause that grows.
///
/// Bounded: what does not fit is dropped, and a write that does not fit is refused.
final class PeerLink: Sendable {
    typealias Answer = @Sendable (ForwardOutcome) -> Void

    private enum Connection {
        case none
        case connecting([ByteBuffer])
        case open(any Channel)
    }

    private struct State {
        var connection = Connection.none
        var mayCallAt = Instant(nanoseconds: 0)
        var pause: Duration
        /// Bytes given to the connection, or waiting for it, and not yet taken by the system.
        var bytes = 0
        var answers: [UInt64: Answer] = [:]
        var nextNumber: UInt64 = 1
        var isStopped = false
        /// Whether it is being seen if the connection still moves.
        var isWatched = false
    }

    let peer: NodeID
    let kind: PeerKind
    private let context: PeerContext
    private let group: any EventLoopGroup
    private let address: @Sendable () -> PeerAddress?
    private let state: Mutex<State>

    init(
        peer: NodeID,
        kind: PeerKind,
        context: PeerContext,
        group: any EventLoopGroup,
        address: @escaping @Sendable () -> PeerAddress?
    ) {
        self.peer = peer
        self.kind = kind
        self.context = context
        self.group = group
        self.address = address
        state = Mutex(State(pause: context.limits.firstPause))
    }

    /// Sends messages in order, or drops them.
    func send(_ messages: [Message]) {
        let allocator = ByteBufferAllocator()
        var dropped = 0
        for message in messages
        where !enqueue(PeerContext.bytes(.message(message), allocator)) {
            dropped += 1
        }
        flush()
        if dropped > 0 { context.noteDropped(dropped) }
    }

    /// Passes a write on; answered exactly once.
    func forward(_ command: [UInt8], _ answer: @escaping Answer) {
        let number = state.withLock { state -> UInt64? in
            guard state.answers.count < context.limits.forwardedWrites else { return nil }
            defer { state.nextNumber += 1 }
            state.answers[state.nextNumber] = answer
            return state.nextNumber
        }
        guard let number else { return answer(.refused(.overloaded)) }
        let frame = PeerFrame.write(number: number, command: command)
        if enqueue(PeerContext.bytes(frame, ByteBufferAllocator())) {
            flush()
        } else {
            answered(number, .notSent)
        }
    }

    func stop() {
        let (channel, answers) = state.withLock { state in
            state.isStopped = true
            var channel: (any Channel)?
            if case .open(let open) = state.connection { channel = open }
            return (channel, Self.takeAnswers(&state))
        }
        for answer in answers { answer(.lost) }
        channel?.close(promise: nil)
    }

    /// The peer has called: it is there again, and need not wait for the end of a pause to be
    /// answered, nor for the end of a connection to what it was before.
    func noteGreeting() {
        let channel = state.withLock { state -> (any Channel)? in
            switch state.connection {
            case .none:
                state.mayCallAt = Instant(nanoseconds: 0)
                state.pause = context.limits.firstPause
                return nil
            case .connecting: return nil
            case .open(let channel):
                guard !state.isWatched else { return nil }
                state.isWatched = true
                return channel
            }
        }
        if let channel { endIfStalled(channel) }
    }

    /// Ends a connection on which bytes are pending and none moves for a span.
    ///
    /// Two live nodes that greet each other keep theirs: what is pending there moves.
    private func endIfStalled(_ channel: any Channel) {
        let span = context.limits.stalledSpan.wholeNanoseconds
        let loop = channel.eventLoop
        TCPProgress.read(channel).flatMap { before -> EventLoopFuture<Bool> in
            guard before.isPending else { return loop.makeSucceededFuture(false) }
            return loop.flatScheduleTask(in: .nanoseconds(span)) {
                TCPProgress.read(channel).map { $0 == before }
            }.futureResult
        }.whenComplete { [self] outcome in
            state.withLock { $0.isWatched = false }
            if case .success(true) = outcome { channel.close(promise: nil) }
        }
    }

    // MARK: - From the connection

    func opened(_ channel: any Channel) {
        let frames = state.withLock { state -> [ByteBuffer]? in
            guard !state.isStopped, case .connecting(let frames) = state.connection else {
                return nil
            }
            state.connection = .open(channel)
            state.pause = context.limits.firstPause
            return frames
        }
        guard let frames else {
            channel.close(promise: nil)
            return
        }
        for frame in frames { write(frame, to: channel) }
        channel.flush()
    }

    func answered(_ number: UInt64, _ outcome: ForwardOutcome) {
        state.withLock { $0.answers.removeValue(forKey: number) }?(outcome)
    }

    /// The connection is gone, or was never made.
    ///
    /// - Parameter channel: the one that ended; another than the one in use changes nothing.
    func closed(_ channel: (any Channel)? = nil) {
        let jitter = Double.random(in: 0.5...1)
        let (wasOpen, answers) = state.withLock { state -> (Bool, [Answer]) in
            var wasOpen = false
            if case .open(let open) = state.connection {
                guard channel === open else { return (false, []) }
                wasOpen = true
            }
            if case .connecting(let frames) = state.connection {
                for frame in frames { state.bytes -= frame.readableBytes }
            }
            state.connection = .none
            state.mayCallAt = MonotonicClock.now().advanced(by: state.pause * jitter)
            state.pause = min(state.pause * 2, context.limits.longestPause)
            return (wasOpen, Self.takeAnswers(&state))
        }
        for answer in answers { answer(wasOpen ? .lost : .notSent) }
        if wasOpen { context.handler.withLock { $0 }?.lost(peer) }
    }

    // MARK: - Sending

    /// False if the frame is dropped.
    private func enqueue(_ frame: ByteBuffer) -> Bool {
        enum Step {
            case write(any Channel)
            case call
            case wait
            case drop
        }
        let limits = context.limits
        let step = state.withLock { state -> Step in
            // One frame always fits, however large.
            let fits = state.bytes == 0 || state.bytes + frame.readableBytes <= limits.queuedBytes
            guard fits, !state.isStopped else { return .drop }
            switch state.connection {
            case .open(let channel):
                state.bytes += frame.readableBytes
                return .write(channel)
            case .connecting(var frames):
                guard frames.count < limits.queuedFrames else { return .drop }
                frames.append(frame)
                state.connection = .connecting(frames)
                state.bytes += frame.readableBytes
                return .wait
            case .none:
                guard MonotonicClock.now() >= state.mayCallAt else { return .drop }
                state.connection = .connecting([frame])
                state.bytes += frame.readableBytes
                return .call
            }
        }
        switch step {
        case .write(let channel): write(frame, to: channel)
        case .call: call()
        case .wait: break
        case .drop: return false
        }
        return true
    }

    private func write(_ frame: ByteBuffer, to channel: any Channel) {
        let count = frame.readableBytes
        channel.write(frame).whenComplete { [self] _ in
            state.withLock { $0.bytes -= count }
        }
    }

    private func flush() {
        let channel = state.withLock { state -> (any Channel)? in
            guard case .open(let channel) = state.connection else { return nil }
            return channel
        }
        channel?.flush()
    }

    private func call() {
        guard let address = address() else { return closed() }
        let context = context
        ClientBootstrap(group: group)
            .connectTimeout(.nanoseconds(context.limits.helloTimeout.wholeNanoseconds))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(
                PeerSocket.userTimeout,
                value: PeerSocket.userTimeout(kind, context.limits)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Before its keys are chosen: who changes them ends it, or it has the new ones.
                    context.called.add(channel)
                    let limit = FrameLimit(bytes: context.limits.helloBytes)
                    try channel.pipeline.syncOperations.addHandlers(
                        try context.handlers(
                            .calling,
                            limit,
                            CalledConnection(context, self, limit)
                        )
                    )
                }
            }
            .connect(host: address.host, port: address.port)
            .whenFailure { _ in self.closed() }
    }

    private static func takeAnswers(_ state: inout State) -> [Answer] {
        let answers = state.answers.sorted { $0.key < $1.key }.map(\.value)
        state.answers = [:]
        return answers
    }
}
