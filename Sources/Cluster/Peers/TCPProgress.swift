internal import Glibc
internal import NIOCore

/// How far the bytes of a connection have come, as the system tells.
struct TCPProgress: Sendable, Equatable {
    /// Linux's `tcp_info` as far as the bytes that were not sent; the declaration at hand ends before.
    private typealias Record = InlineArray<19, UInt64>

    private static let unacknowledgedPlace = 24
    private static let acknowledgedPlace = 120
    private static let unsentPlace = 144

    /// Bytes that the other side has said to have, over the life of the connection.
    let acknowledged: UInt64
    /// Whether there are bytes that it has not.
    let isPending: Bool

    private init(_ record: Record) {
        (acknowledged, isPending) = withUnsafeBytes(of: record) { bytes in
            let sent = bytes.load(fromByteOffset: Self.unacknowledgedPlace, as: UInt32.self)
            let unsent = bytes.load(fromByteOffset: Self.unsentPlace, as: UInt32.self)
            let known = bytes.load(fromByteOffset: Self.acknowledgedPlace, as: UInt64.self)
            return (known, sent > 0 || unsent > 0)
        }
    }

    /// Fails for a channel that is closed, or no connection.
    static func read(_ channel: any Channel) -> EventLoopFuture<TCPProgress> {
        guard let socket = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        let record: EventLoopFuture<Record> = socket.unsafeGetSocketOption(
            level: .tcp,
            name: NIOBSDSocket.Option(rawValue: TCP_INFO)
        )
        return record.map { TCPProgress($0) }
    }
}
