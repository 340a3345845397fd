internal import Determinism
internal import Glibc
internal import NIOCore
internal import PeerProtocol

/// What is asked of the sockets between peers, further to what bootstraps ask of any.
enum PeerSocket {
    /// The time after which the system gives up a connection whose peer acknowledges nothing.
    static let userTimeout = ChannelOptions.Types.SocketOption(
        level: .tcp,
        name: NIOBSDSocket.Option(rawValue: TCP_USER_TIMEOUT)
    )

    /// The milliseconds to set for a kind of connection; 0 leaves it to the system.
    ///
    /// The system takes a peer that reads nothing for one that is gone. All kinds read whatever
    /// comes but fills, which stop while their reader does.
    static func userTimeout(_ kind: PeerKind, _ limits: PeerLimits) -> Int {
        guard kind != .fill else { return 0 }
        return Int(CInt(clamping: limits.unacknowledgedTimeout.wholeNanoseconds / 1_000_000))
    }
}
