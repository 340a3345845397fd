import NIOCore
import NIOPosix

/// A datagram socket on loopback that sends what it is told.
struct DatagramSender {
    private let channel: any Channel

    init() async throws {
        channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0)
            .get()
    }

    func send(_ bytes: [UInt8], to port: Int) async throws {
        let envelope = AddressedEnvelope(
            remoteAddress: try SocketAddress(ipAddress: "127.0.0.1", port: port),
            data: ByteBuffer(bytes: bytes)
        )
        try await channel.writeAndFlush(envelope)
    }

    /// Sends without waiting for the system to take it.
    func sendLater(_ bytes: [UInt8], to port: Int) throws {
        let envelope = AddressedEnvelope(
            remoteAddress: try SocketAddress(ipAddress: "127.0.0.1", port: port),
            data: ByteBuffer(bytes: bytes)
        )
        channel.writeAndFlush(envelope, promise: nil)
    }

    func close() async throws {
        try await channel.close()
    }
}
