internal import Gateway
internal import NIOCore
internal import Synchronization

/// A request's body on its way from the connection's event loop to the task that reads it, with the
/// client held back while more than a mebibyte waits.
final class AdminBody: RequestBodySink {
    /// The part that both sides touch.
    final class Pipe: Sendable {
        private enum Phase {
            case open, ended, failed
        }

        private struct State {
            var pieces: [[UInt8]] = []
            var waitingBytes = 0
            var phase = Phase.open
            var reader: CheckedContinuation<[UInt8]?, any Error>?
        }

        private let state = Mutex(State())
        private let resume: @Sendable () -> Void

        init(resume: @escaping @Sendable () -> Void) {
            self.resume = resume
        }

        /// Bytes that wait now.
        func put(_ piece: [UInt8]) -> Int {
            let (reader, waiting) = state.withLock { state in
                let reader = state.reader.take()
                if reader == nil {
                    state.pieces.append(piece)
                    state.waitingBytes += piece.count
                }
                return (reader, state.waitingBytes)
            }
            reader?.resume(returning: piece)
            return waiting
        }

        func end(failed: Bool) {
            let reader = state.withLock { state in
                if state.phase == .open { state.phase = failed ? .failed : .ended }
                return state.reader.take()
            }
            if failed {
                reader?.resume(throwing: ClientGone())
            } else {
                reader?.resume(returning: nil)
            }
        }

        /// The next piece, or nil at the end; by one task at a time.
        func next() async throws -> [UInt8]? {
            try await withCheckedThrowingContinuation { continuation in
                let action: (@Sendable () -> Void) = state.withLock { state in
                    if !state.pieces.isEmpty {
                        let all = Array(state.pieces.joined())
                        state.pieces = []
                        state.waitingBytes = 0
                        return { [resume] in
                            continuation.resume(returning: all)
                            resume()
                        }
                    }
                    switch state.phase {
                    case .ended: return { continuation.resume(returning: nil) }
                    case .failed: return { continuation.resume(throwing: ClientGone()) }
                    case .open:
                        state.reader = continuation
                        return {}
                    }
                }
                action()
            }
        }
    }

    /// The client went, or broke the framing, before its body was complete.
    struct ClientGone: Error {}

    private static let waitingLimit = 1 << 20

    let pipe: Pipe
    private let connection: HTTPConnection

    init(_ connection: HTTPConnection) {
        self.connection = connection
        let loop = connection.loopContext.loop
        let bound = NIOLoopBound(connection, eventLoop: loop)
        pipe = Pipe {
            loop.execute { bound.value.resumeBody() }
        }
    }

    func bodyReceived(_ bytes: ByteBuffer) {
        if pipe.put(Array(bytes.readableBytesView)) > Self.waitingLimit { connection.pauseBody() }
    }

    func bodyEnded() {
        pipe.end(failed: false)
    }

    func bodyFailed() {
        pipe.end(failed: true)
    }
}
