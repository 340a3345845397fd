internal import NIOCore

/// Hands each datagram on with the port it came from.
final class DatagramInlet: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let take: (ByteBuffer, _ port: Int) -> Void

    init(take: @escaping (ByteBuffer, _ port: Int) -> Void) {
        self.take = take
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        take(envelope.data, envelope.remoteAddress.port ?? 0)
    }

    /// A node that is down refuses datagrams, which is no matter of the relay.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
