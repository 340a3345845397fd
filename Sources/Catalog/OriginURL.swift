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
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.unsafe.contains($0) })
        else {
            throw refused(
                "must be ASCII without spaces, quotes, backslashes or brackets: percent-encode "
                    + "them in the path, and write a host's name in its xn-- form"
            )
        }
        guard let colon = text.utf8.firstRange(of: "://".utf8) else {
            throw refused("must be a URL such as http://domain.com/movie")
        }
        let schemeText = String(text[..<colon.lowerBound]).lowercased()
        guard let scheme = Scheme(rawValue: schemeText) else {
            throw refused(
                "scheme \(schemeText) is not supported: use http://, https://, s3://bucket, or "
                    + "s3+https://host/bucket"
            )
        }
        guard !text.utf8.contains(UInt8(ascii: "#")) else {
            throw refused("must not have a fragment (#…): nobody sends one to a server")
        }
        guard !text.utf8.contains(UInt8(ascii: "?")) else {
            throw refused("must not have a query (?…): the object's key is appended to its path")
        }
        let rest = text[colon.upperBound...]
        let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let authority = rest[..<slash]
        guard !authority.utf8.contains(UInt8(ascii: "@")) else {
            throw refused("must not have a user or password: send an Authorization header instead")
        }
        if scheme == .s3 {
            guard BucketName.isValid(Array(authority.utf8)) else {
                throw refused("must have a bucket, such as s3://bucket or s3://bucket/prefix")
            }
        } else if scheme.isS3 {
            let bucket = rest[slash...].utf8.dropFirst().prefix { $0 != UInt8(ascii: "/") }
            guard BucketName.isValid(Array(bucket)) else {
                throw refused("must have a bucket in its path, such as s3+https://host/bucket")
            }
        }
        let split = scheme == .s3 ? (String(authority), nil) : HostName.split(authority)
        guard let (host, port) = split else {
            throw refused("must have a host, such as http://domain.com/movie or http://[::1]:8080")
        }
        guard Self.isPercentEncoded(rest[slash...].utf8) else {
            throw refused("must have two hexadecimal digits after each % of its path")
        }
        self.text = text
        self.scheme = scheme
        self.host = scheme == .s3 ? host : host.lowercased()
        self.port = port ?? scheme.defaultPort
        path = String(rest[slash...])
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

    private static let unsafe = Array(#""<>\^`{|}"#.utf8)

    private static func isPercentEncoded(_ path: Substring.UTF8View) -> Bool {
        var digits = 0
        for byte in path {
            let isDigit = Character(Unicode.Scalar(byte)).isHexDigit
            if digits > 0 {
                guard isDigit else { return false }
                digits -= 1
            } else if byte == UInt8(ascii: "%") {
                digits = 2
            }
        }
        return digits == 0
    }
}
