internal import Glibc

/// A connection of a swarm, which never blocks; closed with its owner.
final class SwarmSocket {
    /// What one receive gave.
    enum Received {
        case bytes(Int)
        case ended(AnswerEnd)
        /// Nothing there now.
        case nothing
    }

    let descriptor: Int32
    /// Why the connection cannot stand, where the first call said so already.
    private let refusal: Int32
    private(set) var isAsked = false

    /// Begins to connect; that it cannot shows when the connection is written to.
    init(_ address: ServerAddress, receiveBufferBytes: Int) throws {
        ProcessLimits.raiseOpenFiles()
        let kind =
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        self.descriptor = descriptor
        guard descriptor >= 0 else { throw TestSupportError("socket: errno \(errno)") }
        if receiveBufferBytes > 0 {
            Self.set(descriptor, SOL_SOCKET, SO_RCVBUF, Int32(clamping: receiveBufferBytes))
        }
        Self.set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        var address = sockaddr_in.at(address.host, port: address.port)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        refusal = result == 0 || errno == EINPROGRESS ? 0 : errno
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Once the connection stands or has failed: sends the request, which is small enough for the
    /// empty buffer of a new connection; gives how it ended where it could not.
    func ask(_ request: [UInt8]) -> AnswerEnd? {
        guard !isAsked else { return nil }
        isAsked = true
        var error = refusal
        var length = socklen_t(MemoryLayout<Int32>.size)
        if error == 0 { getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) }
        guard error == 0 else { return .notConnected(errno: error) }
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let sent = request.withUnsafeBytes {
            send(descriptor, $0.baseAddress, $0.count, flags)
        }
        return sent == request.count ? nil : .reset
    }

    func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Received {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        if count > 0 { return .bytes(count) }
        if count == 0 { return .ended(.short) }
        return errno == EAGAIN || errno == EINTR ? .nothing : .ended(.reset)
    }

    private static func set(
        _ descriptor: Int32,
        _ level: Int32,
        _ option: Int32,
        _ value: Int32
    ) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
