import Gateway
import NIOCore
import NIOPosix
import Synchronization

/// Connections between gateways of one process: real sockets, and a switch to cut a member off.
final class LoopbackPeers: Sendable {
    private struct State {
        var ports: [String: Int] = [:]
        var channels: [(one: String, other: String, channel: any Channel)] = []
        var listeners: [String: any Channel] = [:]
    }

    struct Unreachable: Error {}

    let group: MultiThreadedEventLoopGroup
    private let state = Mutex(State())

    init(group: MultiThreadedEventLoopGroup) {
        self.group = group
    }

    /// Hands what members open to `name` over to its gateway.
    func listen(_ name: String, _ gateway: Gateway) async throws {
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        ByteToMessageHandler(LengthDecoder()),
                        GreetingHandler { caller in
                            self.keep(caller, name, channel)
                            try gateway.accept(from: caller, channel)
                        },
                    ])
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        state.withLock { state in
            state.ports[name] = listener.localAddress?.port
            state.listeners[name] = listener
        }
    }

    /// The way of one member to the others.
    func streams(of name: String) -> any PeerStreams {
        Streams(name: name, peers: self)
    }

    /// From now on nobody reaches the member, and it nobody.
    func drop(_ name: String) {
        let (listener, channels) = state.withLock { state in
            state.ports[name] = nil
            let channels = state.channels.filter { $0.one == name || $0.other == name }
            state.channels.removeAll { $0.one == name || $0.other == name }
            return (state.listeners.removeValue(forKey: name), channels.map(\.channel))
        }
        listener?.close(promise: nil)
        for channel in channels { channel.close(promise: nil) }
    }

    func stop() {
        for name in state.withLock({ Array($0.listeners.keys) }) { drop(name) }
    }

    fileprivate func keep(_ one: String, _ other: String, _ channel: any Channel) {
        state.withLock { $0.channels.append((one, other, channel)) }
    }

    fileprivate func port(of member: String, for name: String) -> Int? {
        state.withLock { $0.ports[name] == nil ? nil : $0.ports[member] }
    }

    private struct Streams: PeerStreams {
        let name: String
        let peers: LoopbackPeers

        func open(
            to member: String,
            on loop: any EventLoop,
            prepare: @escaping @Sendable (any Channel) throws -> Void
        ) -> EventLoopFuture<any Channel> {
            guard let port = peers.port(of: member, for: name) else {
                return loop.makeFailedFuture(Unreachable())
            }
            let name = name
            return ClientBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            ByteToMessageHandler(LengthDecoder())
                        )
                    }
                }
                .connect(host: "127.0.0.1", port: port)
                .flatMapThrowing { channel in
                    peers.keep(name, member, channel)
                    var hello = channel.allocator.buffer(capacity: 64)
                    hello.writeInteger(UInt32(name.utf8.count))
                    hello.writeString(name)
                    channel.writeAndFlush(hello, promise: nil)
                    try prepare(channel)
                    return channel
                }
        }
    }
}
