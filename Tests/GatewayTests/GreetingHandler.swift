import NIOCore

/// Takes the first frame of a connection, the caller's name.
final class GreetingHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private var greet: ((String) throws -> Void)?

    init(_ greet: @escaping (String) throws -> Void) {
        self.greet = greet
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let greet else { return context.fireChannelRead(data) }
        self.greet = nil
        do {
            try greet(String(buffer: unwrapInboundIn(data)))
        } catch {
            context.close(promise: nil)
        }
    }
}
