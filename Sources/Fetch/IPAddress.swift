internal import CCurl
internal import Glibc

/// The address a connection is about to use or uses, after name resolution.
package struct IPAddress: Sendable, Hashable {
    /// 4 bytes of IPv4 or 16 bytes of IPv6, in network order.
    package let bytes: [UInt8]
    package let port: UInt16

    package init(bytes: [UInt8], port: UInt16) {
        self.bytes = bytes
        self.port = port
    }

    /// The address in a numeric text such as `127.0.0.1` or `::1`; nil for anything else.
    package init?(text: UnsafePointer<CChar>, port: UInt16) {
        var four = in_addr()
        var sixteen = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(bytes: withUnsafeBytes(of: four) { Array($0) }, port: port)
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            self.init(bytes: withUnsafeBytes(of: sixteen) { Array($0) }, port: port)
        } else {
            return nil
        }
    }

    /// The address in a socket address; nil for families other than IPv4 and IPv6.
    package init?(_ address: UnsafeRawBufferPointer) {
        guard address.count >= MemoryLayout<sockaddr_in>.size else { return nil }
        switch Int32(address.loadUnaligned(as: sockaddr.self).sa_family) {
        case AF_INET:
            let four = address.loadUnaligned(as: sockaddr_in.self)
            self.init(
                bytes: withUnsafeBytes(of: four.sin_addr) { Array($0) },
                port: UInt16(bigEndian: four.sin_port)
            )
        case AF_INET6:
            guard address.count >= MemoryLayout<sockaddr_in6>.size else { return nil }
            let sixteen = address.loadUnaligned(as: sockaddr_in6.self)
            self.init(
                bytes: withUnsafeBytes(of: sixteen.sin6_addr) { Array($0) },
                port: UInt16(bigEndian: sixteen.sin6_port)
            )
        default:
            return nil
        }
    }
}
