internal import Hashing

/// Signs the requests that this program sends to a store or an s3 origin: AWS signature version 4
/// in the Authorization field.
///
/// It holds a secret: keep it out of logs. Times are given, so that it decides by its input alone.
package struct RequestSigner: Sendable {
    /// What is signed for the body.
    package enum Payload: Equatable, Sendable {
        /// There is no body.
        case empty
        /// The SHA-256 of the body, 32 bytes.
        case digest([UInt8])
        /// The body is not vouched for; for https, or where a checksum does.
        case unsigned
        /// Any other value of `x-amz-content-sha256`, such as `STREAMING-UNSIGNED-PAYLOAD-TRAILER`.
        case named(String)

        var text: [UInt8] {
            switch self {
            case .empty: Array(SigningTexts.emptyHash.utf8)
            case .digest(let digest): Array(Hexadecimal.encode(digest).utf8)
            case .unsigned: Array("UNSIGNED-PAYLOAD".utf8)
            case .named(let text): Array(text.utf8)
            }
        }
    }

    /// A request as it will be sent.
    package struct Request: Sendable {
        /// In capitals.
        package var method: String
        /// The value of the Host field, with the port where that has one.
        package var host: String
        /// Percent-encoded, beginning with `/`; each segment once, as S3 wants it.
        package var path: [UInt8]
        /// Percent-encoded, without the question mark, in any order.
        package var query: [UInt8]
        /// Further fields to be signed, names in any case; not Host, nor those that signing adds.
        package var fields: [(name: String, value: String)]
        package var payload: Payload

        package init(
            method: String,
            host: String,
            path: [UInt8],
            query: [UInt8] = [],
            fields: [(name: String, value: String)] = [],
            payload: Payload = .empty
        ) {
            self.method = method
            self.host = host
            self.path = path
            self.query = query
            self.fields = fields
            self.payload = payload
        }
    }

    package let accessKey: String
    package let region: String
    private let secretKey: [UInt8]
    private let sessionToken: String?
    private let service: String

    /// - Parameter sessionToken: the token of temporary credentials.
    package init(
        accessKey: String,
        secretKey: String,
        sessionToken: String? = nil,
        region: String,
        service: String = "s3"
    ) {
        self.accessKey = accessKey
        self.secretKey = Array(secretKey.utf8)
        self.sessionToken = sessionToken
        self.region = region
        self.service = service
    }

    /// The key of the day of `seconds`, which serves all its requests; for callers that keep it.
    package func key(secondsSince1970 seconds: Int64) -> SigningKey {
        SigningKey(
            secret: secretKey,
            date: AmzDate.bytes(secondsSince1970: seconds)[..<8],
            region: Array(region.utf8),
            service: Array(service.utf8)
        )
    }

    /// The fields to send with the request besides its own: `x-amz-date`, `x-amz-content-sha256`,
    /// `x-amz-security-token` where there is one, and `Authorization`.
    ///
    /// - Parameter key: that of `key(secondsSince1970:)` for the same day, to spare its making.
    package func sign(
        _ request: Request,
        secondsSince1970 seconds: Int64,
        key: SigningKey? = nil
    ) -> [(name: String, value: String)] {
        let timestamp = AmzDate.bytes(secondsSince1970: seconds)
        let payload = request.payload.text
        var added: [(name: String, value: String)] = []
        if service == "s3" {
            added.append(("x-amz-content-sha256", String(decoding: payload, as: UTF8.self)))
        }
        added.append(("x-amz-date", String(decoding: timestamp, as: UTF8.self)))
        if let sessionToken { added.append(("x-amz-security-token", sessionToken)) }
        let (canonical, signedHeaders) = Self.canonical(request, added, payload)
        let key = key ?? self.key(secondsSince1970: seconds)
        var text: [UInt8] = []
        StringToSign.write(
            timestamp: timestamp,
            scope: key.scope,
            canonicalRequest: canonical.text,
            into: &text
        )
        let scope = String(decoding: key.scope, as: UTF8.self)
        let signature = String(decoding: key.signatureText(of: text), as: UTF8.self)
        let value =
            "\(StringToSign.algorithm) Credential=\(accessKey)/\(scope), "
            + "SignedHeaders=\(signedHeaders), Signature=\(signature)"
        return added + [("Authorization", value)]
    }

    private static func canonical(
        _ request: Request,
        _ added: [(name: String, value: String)],
        _ payload: [UInt8]
    ) -> (request: CanonicalRequest, signedHeaders: String) {
        var canonical = CanonicalRequest()
        canonical.begin(method: request.method.utf8)
        request.path.withUnsafeBytes { canonical.appendPath($0) }
        request.query.withUnsafeBytes { canonical.appendQuery($0) }
        var fields = (request.fields + added + [("host", request.host)]).enumerated().map {
            (position: $0.offset, name: $0.element.name.lowercased(), value: $0.element.value)
        }
        // Values of one name stay in the order in which they are sent.
        fields.sort { left, right in
            left.name == right.name
                ? left.position < right.position
                : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        var names: [String] = []
        for field in fields where names.last != field.name {
            names.append(field.name)
            let values = fields.filter { $0.name == field.name }.map { Array($0.value.utf8) }
            Self.withBuffers(values) { canonical.appendField(name: field.name.utf8, values: $0) }
        }
        let signedHeaders = names.joined(separator: ";")
        canonical.appendEnd(signedHeaders: signedHeaders.utf8, payloadHash: payload)
        return (canonical, signedHeaders)
    }

    private static func withBuffers(
        _ values: [[UInt8]],
        _ body: ([UnsafeRawBufferPointer]) -> Void
    ) {
        let joined = Array(values.joined())
        joined.withUnsafeBytes { bytes in
            var start = 0
            body(
                values.map { value in
                    defer { start += value.count }
                    return UnsafeRawBufferPointer(rebasing: bytes[start..<start + value.count])
                }
            )
        }
    }
}
