internal import Synchronization

/// One connection to a listener on loopback that sends exactly what it is told and reads in steps.
///
/// Its calls block threads of their own, never the caller's. One call at a time.
package final class RawConnection: Sendable {
    private struct State: ~Copyable {
        var socket: LoopbackSocket?
        var parser = AnswerParser(isHeadOnly: false, sink: .collect)
        var leftover: [UInt8] = []
        var requestedAt: UInt64 = 0
    }

    private let state: Mutex<State>

    private init(_ socket: consuming LoopbackSocket) {
        state = Mutex(State(socket: socket))
    }

    /// - Parameters:
    ///   - namespace: the name of a network namespace, whose loopback is meant.
    ///   - receiveBufferBytes: a small kernel buffer, for readers that are slow on purpose.
    package static func open(
        namespace: String? = nil,
        port: Int,
        receiveBufferBytes: Int = 0
    ) async throws -> RawConnection {
        try await BlockingThread.run {
            // The thread is this call's own and ends with it.
            if let namespace { try NetworkNamespace.enter(namespace) }
            return RawConnection(
                try LoopbackSocket(port: port, receiveBufferBytes: receiveBufferBytes)
            )
        }
    }

    /// Sends bytes as they are; false when the peer does not take them all.
    @discardableResult
    package func send(
        _ bytes: [UInt8],
        within span: Duration = Deadline.standard
    ) async throws -> Bool {
        let deadline = Deadline(span)
        return try await BlockingThread.run {
            self.state.withLock { $0.socket?.send(bytes, deadline) ?? false }
        }
    }

    /// Sends the UTF-8 of a text.
    @discardableResult
    package func send(
        _ text: String,
        within span: Duration = Deadline.standard
    ) async throws -> Bool {
        try await send(Array(text.utf8), within: span)
    }

    /// Starts to expect a new answer; call it before or after sending the request it belongs to.
    package func expectAnswer(isHeadOnly: Bool = false, sink: BodySink = .collect) {
        state.withLock { state in
            state.parser = AnswerParser(isHeadOnly: isHeadOnly, sink: sink)
            state.requestedAt = Deadline.now()
        }
    }

    /// Reads until the head is there (or the answer is over).
    package func readHead(within span: Duration = Deadline.standard) async throws -> RawAnswer {
        try await read(within: span) { $0.hasHead }
    }

    /// Reads until so many bytes of the body are there (or the answer is over), and hardly more.
    package func readBody(
        atLeast count: UInt64,
        within span: Duration = Deadline.standard
    ) async throws -> RawAnswer {
        try await read(within: span, piece: 16 << 10) {
            $0.hasHead && $0.answer.bodyCount >= count
        }
    }

    /// Reads until an interim head (1xx) is there, or throws where the answer itself comes first.
    package func readInterim(within span: Duration = Deadline.standard) async throws {
        let answer = try await read(within: span) {
            $0.hasHead || !$0.answer.interimStatuses.isEmpty
        }
        guard !answer.interimStatuses.isEmpty else {
            throw TestSupportError("no interim head, but \(answer.status), ended: \(answer.end)")
        }
    }

    /// Reads the answer to its end, however it ends.
    package func readAnswer(within span: Duration = Deadline.standard) async throws -> RawAnswer {
        try await read(within: span) { _ in false }
    }

    /// Reads and drops whatever comes until the peer closes; gives how it ended.
    package func readUntilClosed(
        within span: Duration = Deadline.standard
    ) async throws -> AnswerEnd {
        let deadline = Deadline(span)
        return try await BlockingThread.run {
            self.state.withLock { state in
                var buffer = [UInt8](repeating: 0, count: 64 << 10)
                while let received = buffer.withUnsafeMutableBytes({
                    state.socket?.receive($0, deadline)
                }) {
                    if case .ended(let how) = received { return how }
                }
                return .short
            }
        }
    }

    /// Closes in order.
    package func close() {
        state.withLock { $0.socket = nil }
    }

    /// Closes with RST.
    package func reset() {
        state.withLock { state in
            state.socket?.resetOnClose()
            state.socket = nil
        }
    }

    /// Half-closes: nothing more is sent, answers are still read.
    package func finishSending() {
        state.withLock { $0.socket?.finishSending() }
    }

    private func read(
        within span: Duration,
        piece: Int = 256 << 10,
        until isEnough: @escaping @Sendable (AnswerParser) -> Bool
    ) async throws -> RawAnswer {
        let deadline = Deadline(span)
        return try await BlockingThread.run {
            self.state.withLock { state in
                Self.read(&state, deadline, piece, isEnough)
                return state.parser.answer
            }
        }
    }

    private static func read(
        _ state: inout State,
        _ deadline: Deadline,
        _ piece: Int,
        _ isEnough: (AnswerParser) -> Bool
    ) {
        let leftover = state.leftover
        state.leftover = []
        leftover.withUnsafeBytes { feed(&state, $0) }
        var buffer = [UInt8](repeating: 0, count: piece)
        while !state.parser.isDone, !isEnough(state.parser) {
            let received = buffer.withUnsafeMutableBytes { state.socket?.receive($0, deadline) }
            switch received {
            case .bytes(let count):
                state.parser.sawFirstByte(after: Deadline.now() - state.requestedAt)
                buffer.withUnsafeBytes {
                    feed(&state, UnsafeRawBufferPointer(rebasing: $0[0..<count]))
                }
            case .ended(let how):
                state.parser.connectionEnded(how)
            case .nothing:
                continue
            case nil:
                state.parser.connectionEnded(.short)
            }
        }
    }

    private static func feed(_ state: inout State, _ bytes: UnsafeRawBufferPointer) {
        let used = state.parser.feed(bytes)
        state.leftover.append(contentsOf: bytes[used...])
    }
}
