internal import Gossip
internal import NIOCore

extension Address {
    /// The IP address and port of a socket; nil for one without.
    ///
    /// An IPv4 address in IPv6's clothes is the IPv4 address.
    init?(_ socket: SocketAddress) {
        guard let port = socket.port.flatMap({ UInt16(exactly: $0) }) else { return nil }
        let raw = socket.withSockAddr { start, count in
            Array(UnsafeRawBufferPointer(start: start, count: count))
        }
        switch socket {
        // sockaddr_in: family, port, then the address.
        case .v4: self.init(bytes: raw.dropFirst(4).prefix(4), port: port)
        // sockaddr_in6: family, port, flow information, then the address.
        case .v6:
            let bytes = Array(raw.dropFirst(8).prefix(16))
            let isMapped = bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
            self.init(bytes: isMapped ? Array(bytes.suffix(4)) : bytes, port: port)
        case .unixDomainSocket: return nil
        }
    }

    /// The address as sockets know it.
    func socket() throws -> SocketAddress {
        try SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: Int(port))
    }

    /// Whether it stands for all addresses of a machine, or none.
    var isUnspecified: Bool { port == 0 || bytes.allSatisfy { $0 == 0 } }
}

extension PeerAddress {
    init(_ address: Address) {
        let text = address.description
        let end = text.lastIndex(of: ":") ?? text.endIndex
        let host = text[..<end]
        self.init(
            host: String(host.first == "[" ? host.dropFirst().dropLast() : host),
            port: Int(address.port)
        )
    }
}
