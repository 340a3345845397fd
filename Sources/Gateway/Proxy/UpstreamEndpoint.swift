/// Where the store behind a node is.
package struct UpstreamEndpoint: Sendable, Equatable {
    package let isTLS: Bool
    /// A name, or an address without brackets.
    package let host: String
    package let port: Int

    /// Takes `http://host[:port]` or `https://host[:port]` apart; nil for anything else, such as a
    /// URL with a path.
    package init?(url: String) {
        let isTLS = url.hasPrefix("https://")
        guard isTLS || url.hasPrefix("http://") else { return nil }
        var rest = url.dropFirst(isTLS ? 8 : 7)
        if rest.last == "/" { rest.removeLast() }
        guard !rest.isEmpty, !rest.contains(where: { "/?#@ ".contains($0) }) else { return nil }
        self.isTLS = isTLS
        let colon = rest.lastIndex(of: ":")
        let bracket = rest.lastIndex(of: "]")
        if let colon, bracket.map({ $0 < colon }) ?? true {
            guard let port = Int(rest[rest.index(after: colon)...]), (1...65_535).contains(port)
            else { return nil }
            self.port = port
            rest = rest[..<colon]
        } else {
            port = isTLS ? 443 : 80
        }
        if rest.hasPrefix("["), rest.hasSuffix("]") { rest = rest.dropFirst().dropLast() }
        guard !rest.isEmpty else { return nil }
        host = String(rest)
    }

    /// Whether the host is an address and no name.
    package var isAddress: Bool {
        host.contains(":") || host.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) }
    }

    /// The value of a `Host` field, for a request of HTTP/1.0 that brought none.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isTLS ? 443 : 80) ? name : "\(name):\(port)"
    }
}
