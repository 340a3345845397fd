internal import Fetch
internal import Glibc
internal import NIOCore

/// The addresses that this machine answers at.
enum MachineAddresses {
    /// 4 or 16 bytes each, in network order; none where the system does not tell.
    static func all() -> [[UInt8]] {
        do {
            return try System.enumerateDevices().compactMap { $0.address.flatMap(bytes) }
        } catch {
            return []
        }
    }

    /// The bytes of a numeric host; nil for a name.
    static func bytes(ofHost host: String) -> [UInt8]? {
        IPAddress(text: host, port: 0)?.bytes
    }

    private static func bytes(_ address: SocketAddress) -> [UInt8]? {
        address.withSockAddr { start, count in
            IPAddress(UnsafeRawBufferPointer(start: start, count: count))?.bytes
        }
    }
}
