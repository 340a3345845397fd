internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// The datagrams between nodes: each is sent to the relay of its receiver, and leaves by the relay
/// of its sender, so that both know each other by the addresses they advertise.
final class DatagramRelay: Sendable {
    private let channels: Mutex<[any Channel]>

    private init(_ channels: [any Channel]) {
        self.channels = Mutex(channels)
    }

    /// - Parameters:
    ///   - ports: the relay's port of each node.
    ///   - destination: where a node listens now, which is also where it sends from.
    static func start(
        ports: [Int],
        links: LinkTable,
        destination: @escaping @Sendable (_ node: Int) -> Int
    ) async throws -> DatagramRelay {
        let relay = DatagramRelay([])
        for (node, port) in ports.enumerated() {
            let bootstrap = DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            DatagramInlet { datagram, port in
                                let sender = ports.indices.first { destination($0) == port }
                                relay.pass(
                                    datagram,
                                    from: sender,
                                    to: node,
                                    port: destination(node),
                                    links
                                )
                            }
                        )
                    }
                }
            let channel = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
            relay.channels.withLock { $0.append(channel) }
        }
        return relay
    }

    /// What is cut is lost, as datagrams are.
    private func pass(
        _ datagram: ByteBuffer,
        from sender: Int?,
        to node: Int,
        port: Int,
        _ links: LinkTable
    ) {
        let link = links[sender, node]
        guard let sender, !link.isCut else { return }
        let channel = channels.withLock { $0.indices.contains(sender) ? $0[sender] : nil }
        guard let channel else { return }
        do {
            let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
            let envelope = AddressedEnvelope(remoteAddress: address, data: datagram)
            channel.eventLoop.scheduleTask(in: .milliseconds(Int64(link.delayMilliseconds))) {
                channel.writeAndFlush(envelope, promise: nil)
            }
        } catch {
            preconditionFailure("127.0.0.1:\(port) is no address: \(error)")
        }
    }

    func stop() {
        for channel in channels.withLock({ $0 }) { channel.close(promise: nil) }
    }
}
