/// An `http` or `https` URL taken apart by hand, so that nothing in it is ever normalised: path
/// and query keep each byte, for `//`, `..` and `%2F` may tell two objects apart.
package struct RequestURL: Sendable, Hashable {
    /// The schemes that this program fetches by.
    package enum Scheme: String, Sendable {
        case http, https

        var port: UInt16 { self == .http ? 80 : 443 }
    }

    package let scheme: Scheme
    /// A name or an IPv4 address in lower case, or an IPv6 address in brackets.
    package let host: String
    package let port: UInt16
    /// Percent-encoded; begins with "/".
    package let path: String
    /// Percent-encoded, without "?".
    package let query: String?

    /// Host, and port where it is not the scheme's own.
    package var authority: String { port == scheme.port ? host : "\(host):\(port)" }

    package var text: String {
        "\(scheme.rawValue)://\(authority)\(path)\(query.map { "?" + $0 } ?? "")"
    }

    /// Whether both lead to the same scheme, host and port: only there may credentials go.
    package func hasSameAuthority(as other: RequestURL) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    func replacing(path: String, query: String?) -> RequestURL {
        RequestURL(scheme: scheme, host: host, port: port, path: path, query: query)
    }

    private init(scheme: Scheme, host: String, port: UInt16, path: String, query: String?) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.query = query
    }

    /// Takes an absolute URL apart; a fragment is not accepted here.
    package init(_ text: some StringProtocol) throws(RequestURLError) {
        let text = String(text)
        guard let foreign = text.utf8.first(where: { !URLBytes.isAllowed($0) }) else {
            self = try RequestURL.parse(Substring(text))
            return
        }
        let code = String(foreign, radix: 16, uppercase: true)
        throw RequestURLError(
            "byte 0x\(code) must be percent-encoded as %\(foreign < 16 ? "0" : "")\(code)"
        )
    }

    private static func parse(_ text: Substring) throws(RequestURLError) -> RequestURL {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
            throw RequestURLError("a URL begins with http:// or https://")
        }
        guard let scheme = Scheme(rawValue: ASCII.lowercased(text[..<colon])) else {
            throw RequestURLError("scheme \"\(text[..<colon])\" is not http or https")
        }
        guard !text.contains("#") else {
            throw RequestURLError("a fragment (#...) has no use here")
        }
        let rest = text[text.index(colon, offsetBy: 3)...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else {
            throw RequestURLError("user and password do not belong into the URL")
        }
        let (host, port) = try split(authority, scheme)
        let tail = rest[authority.endIndex...]
        let path = tail.prefix { $0 != "?" }
        let query = tail[path.endIndex...].dropFirst()
        try URLBytes.requireValidPercents(tail)
        return RequestURL(
            scheme: scheme,
            host: host,
            port: port,
            path: path.isEmpty ? "/" : String(path),
            query: path.endIndex == tail.endIndex ? nil : String(query)
        )
    }

    private static func split(
        _ authority: Substring,
        _ scheme: Scheme
    ) throws(RequestURLError) -> (host: String, port: UInt16) {
        let host: Substring
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else {
                throw RequestURLError("an IPv6 address ends with \"]\"")
            }
            host = authority[...bracket]
            let digits = host.dropFirst().dropLast().utf8
            let isAddress = digits.allSatisfy {
                ASCII.isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
            }
            guard isAddress, digits.count(where: { $0 == UInt8(ascii: ":") }) >= 2 else {
                throw RequestURLError("\"\(host)\" is not an IPv6 address")
            }
        } else {
            host = authority.prefix { $0 != ":" }
            let isName = host.utf8.allSatisfy {
                ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
            }
            guard !host.isEmpty else { throw RequestURLError("the host is missing") }
            guard isName, host.utf8.count <= 253, host != ".", !host.contains("..") else {
                throw RequestURLError("\"\(host)\" is not a host name")
            }
        }
        let rest = authority[host.endIndex...]
        guard !rest.isEmpty else { return (ASCII.lowercased(host), scheme.port) }
        guard rest.first == ":", let number = ASCII.number(rest.dropFirst()),
            let port = UInt16(exactly: number), port > 0
        else {
            throw RequestURLError("\"\(rest.dropFirst())\" is not a port from 1 to 65535")
        }
        return (ASCII.lowercased(host), port)
    }
}
