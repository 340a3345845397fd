internal import Glibc
internal import Synchronization

/// Loopback ports that nobody uses, for processes that must be told their ports.
package enum FreePorts {
    // Below the range from which the kernel takes ports for outgoing connections, so that none of
    // those takes a port away between this choice and its use.
    private static let range = 12000..<32000
    private static let next = Mutex(
        range.lowerBound + Int(getpid()) * 61 % range.count
    )

    /// A port that is free for TCP and UDP now, and not given out before by this process.
    package static func take() throws -> Int {
        for _ in range {
            let port = next.withLock { next in
                next = next + 1 < range.upperBound ? next + 1 : range.lowerBound
                return next
            }
            if isFree(port, SOCK_STREAM), isFree(port, SOCK_DGRAM) { return port }
        }
        throw TestSupportError("no free port")
    }

    private static func isFree(_ port: Int, _ type: __socket_type) -> Bool {
        let descriptor = socket(AF_INET, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in.loopback(port: port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
