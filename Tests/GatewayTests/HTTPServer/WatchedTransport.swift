import NIOCore

/// A socket that counts what is asked of it, and may take nothing.
final class WatchedTransport: ChannelOutboundHandler {
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private(set) var reads = 0
    private(set) var flushes = 0
    /// Whether what is written stays where it is for ever.
    var isStuck = false
    private var stuck: [EventLoopPromise<Void>] = []

    func read(context: ChannelHandlerContext) {
        reads += 1
        context.read()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard isStuck else { return context.write(data, promise: promise) }
        if let promise { stuck.append(promise) }
    }

    func flush(context: ChannelHandlerContext) {
        flushes += 1
        context.flush()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        for one in stuck { one.fail(ChannelError.ioOnClosedChannel) }
        stuck = []
        context.close(mode: mode, promise: promise)
    }
}
