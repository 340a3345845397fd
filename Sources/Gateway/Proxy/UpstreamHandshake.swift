internal import NIOCore
internal import NIOSSL
internal import NIOTLS

/// Waits for the end of a connection's TLS handshake, before which nothing may count as sent.
final class UpstreamHandshake: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// The connection was not secured; the text is for the log.
    struct Failure: Error {
        let reason: String
    }

    typealias Outcome = Result<Void, Failure>

    private var outcome: Outcome?
    private var waiter: ((Outcome) -> Void)?
    private var timer: Scheduled<Void>?
    private var context: ChannelHandlerContext?

    /// Calls back once, at once if the handshake is over; on the channel's event loop.
    func whenOver(_ action: @escaping (Outcome) -> Void) {
        if let outcome { return action(outcome) }
        waiter = action
        guard let context else { return }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: UpstreamLimits.handshakeTimeout) {
            let (handshake, context) = bound.value
            handshake.end(.failure(Failure(reason: "the TLS handshake took too long")))
            context.close(promise: nil)
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { end(.success(())) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(.failure(Failure(reason: Self.text(error))))
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.failure(Failure(reason: "the store closed the connection in the TLS handshake")))
        context.fireChannelInactive()
    }

    private func end(_ outcome: Outcome) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        timer?.cancel()
        timer = nil
        waiter?(outcome)
        waiter = nil
    }

    /// The words of the TLS library, without its files and numbers where it names a reason.
    private static func text(_ error: any Error) -> String {
        if error is NIOSSLExtraError {
            return "the certificate is not for the store's name: \(error)"
        }
        let text = "\(error)"
        guard let mark = text.firstRange(of: "OPENSSL_internal:") else { return text }
        return "TLS: " + text[mark.upperBound...].prefix { $0 == "_" || $0.isLetter || $0.isNumber }
    }
}
