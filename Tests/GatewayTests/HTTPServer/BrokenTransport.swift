import NIOCore

/// A socket whose other end is gone: files that are written to it fail, and only then it closes.
final class BrokenTransport: ChannelOutboundHandler {
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .byteBuffer: promise?.succeed()
        case .fileRegion: promise?.fail(IOError(errnoCode: 32, reason: "sendfile"))
        }
    }
}
