/// The address of an origin: scheme, host, port and base path, as written.
///
/// It carries no user, query or fragment: a key is appended to its path, and a secret belongs in
/// the mapping's headers, which are never printed back where they look like one.
package struct OriginURL: Sendable, Hashable {
    /// The schemes an origin may have.
    package enum Scheme: String, Sendable {
        case http
        case https
        /// A bucket at AWS, in the place of the host.
        case s3
        /// A bucket at any other S3, as the first part of the path.
        case s3http = "s3+http"
        case s3https = "s3+https"

        package var defaultPort: UInt16 {
            switch self {
            case .http, .s3http: 80
            case .https, .s3, .s3https: 443
            }
        }

        /// Whether requests may be signed with the mapping's credentials.
        package var isS3: Bool { self != .http && self != .https }
    }

    /// The whole URL as its author wrote it.
    package let text: String
    package let scheme: Scheme
    /// In lower case, an IPv6 address without its brackets; of `s3://` the bucket, as written.
    package let host: String
    /// The port as written or the scheme's own.
    package let port: UInt16
    /// From the first slash after the host on, percent-encoded as written; empty when there is none.
    package let path: String

    /// Reads a URL; `field` is the option that the error names.
    package init(_ text: String, field: String = "origin") throws(MappingError) {
        func refused(_ expected: String) -> MappingError {
            MappingError(field, Self.withoutSecrets(text), expected: expected)
        }
        guard text.utf8.count <= MappingLimits.originBytes else {
            throw refused("must be at most \(MappingLimits.originBytes) bytes long")
        }
        // Bytes, not characters: an import reads millions of URLs.
        let bytes = Array(text.utf8)
        guard bytes.allSatisfy(Self.isAllowed) else {
            throw refused(
                "must be ASCII without spaces, quotes, backslashes or brackets: percent-encode "
                    + "them in the path, and write a host's name in its xn-- form"
            )
        }
        guard let colon = Self.schemeEnd(bytes) else {
            throw refused("must be a URL such as http://domain.com/movie")
        }
        let schemeText = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        guard let scheme = Scheme(rawValue: schemeText) else {
            throw refused(
                "scheme \(schemeText) is not supported: use http://, https://, s3://bucket, or "
                    + "s3+https://host/bucket"
            )
        }
        guard !bytes.contains(UInt8(ascii: "#")) else {
            throw refused("must not have a fragment (#…): nobody sends one to a server")
        }
        guard !bytes.contains(UInt8(ascii: "?")) else {
            throw refused("must not have a query (?…): the object's key is appended to its path")
        }
        let rest = bytes[(colon + 3)...]
        let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let (authority, path) = (rest[..<slash], rest[slash...])
        guard !authority.contains(UInt8(ascii: "@")) else {
            throw refused("must not have a user or password: send an Authorization header instead")
        }
        if scheme == .s3 {
            guard BucketName.isValid(authority) else {
                throw refused("must have a bucket, such as s3://bucket or s3://bucket/prefix")
            }
        } else if scheme.isS3 {
            guard BucketName.isValid(path.dropFirst().prefix { $0 != UInt8(ascii: "/") }) else {
                throw refused("must have a bucket in its path, such as s3+https://host/bucket")
            }
        }
        let split =
            scheme == .s3
            ? (String(decoding: authority, as: UTF8.self), nil) : HostName.split(authority)
        guard let (host, port) = split else {
            throw refused("must have a host, such as http://domain.com/movie or http://[::1]:8080")
        }
        guard Self.isPercentEncoded(path) else {
            throw refused("must have two hexadecimal digits after each % of its path")
        }
        self.text = text
        self.scheme = scheme
        self.host = scheme == .s3 ? host : host.lowercased()
        self.port = port ?? scheme.defaultPort
        self.path = String(decoding: path, as: UTF8.self)
    }

    /// Where the colon of "://" is.
    private static func schemeEnd(_ bytes: [UInt8]) -> Int? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            bytes[(colon + 1)...].starts(with: "//".utf8)
        else { return nil }
        return colon
    }

    /// What an error may show of a refused URL: neither a user and password nor a query.
    private static func withoutSecrets(_ text: String) -> String {
        var shown = text[...]
        if let end = shown.firstIndex(where: { $0 == "?" || $0 == "#" }) {
            shown = shown[...end] + "…"
        }
        guard let at = shown.lastIndex(of: "@") else { return String(shown) }
        let start = shown.utf8.firstRange(of: "://".utf8)?.upperBound ?? shown.startIndex
        guard start <= at else { return String(shown) }
        return shown[..<start] + "…" + shown[at...]
    }

    /// Whether a byte may stand in a URL at all (RFC 3986, appendix A).
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"),
            UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"),
            UInt8(ascii: "}"):
            false
        default: (0x21...0x7E).contains(byte)
        }
    }

    private static func isPercentEncoded(_ path: ArraySlice<UInt8>) -> Bool {
        var digits = 0
        for byte in path {
            if digits > 0 {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                    UInt8(ascii: "A")...UInt8(ascii: "F"):
                    digits -= 1
                default: return false
                }
            } else if byte == UInt8(ascii: "%") {
                digits = 2
            }
        }
        return digits == 0
    }
}
