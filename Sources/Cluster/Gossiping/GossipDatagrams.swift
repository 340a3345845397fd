internal import Gossip
internal import NIOCore

/// The end of the datagram socket; its errors end nothing.
final class GossipDatagrams: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let home: GossipHome

    init(_ home: GossipHome) {
        self.home = home
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        guard let address = Address(envelope.remoteAddress) else { return }
        home.received(envelope.data, from: address)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        home.readComplete()
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Such as an answer of the network to an earlier datagram: the next one may arrive.
        home.socketFailed()
    }
}
