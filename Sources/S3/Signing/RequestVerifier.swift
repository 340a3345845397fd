package import HTTP1
internal import Hashing

/// Tells whether a request was signed with a secret: AWS signature version 4, in the Authorization
/// field or, presigned, in the query.
///
/// First `read`, which says who claims to have signed; then, with the key of that one's secret,
/// `verify`. A connection's loop keeps one: its storage is used again, so that a signed hit
/// allocates next to nothing.
///
/// Sources: "Authenticating Requests (AWS Signature Version 4)" and "Error responses" of the Amazon
/// S3 API reference.
package struct RequestVerifier: Sendable {
    /// Where the signature is.
    package enum Form: Sendable {
        /// Nowhere: nobody claims anything.
        case anonymous
        case header
        case query
    }

    /// How far the clocks may differ, and how long a presigned URL may last, in seconds.
    enum Limits {
        static let skew: Int64 = 15 * 60
        static let expiry: Int64 = 7 * 24 * 3_600
        static let signedHeaderBytes = 4_096
    }

    /// What `read` found.
    package private(set) var form = Form.anonymous

    private var credential = Credential()
    private var signedHeaders: [UInt8] = []
    private var signature: [UInt8] = []
    private var timestamp: [UInt8] = []
    private var canonical = CanonicalRequest()
    private var stringToSign: [UInt8] = []

    package init() {}

    /// The access key of who claims to have signed; empty for an anonymous request.
    package var accessKey: ArraySlice<UInt8> { credential.accessKey }
    /// The day for which the key is to be made, eight digits.
    package var date: ArraySlice<UInt8> { credential.date }
    /// The region for which the key is to be made; any will do.
    package var region: ArraySlice<UInt8> { credential.region }

    // MARK: Reading

    /// Reads who claims to have signed, and judges everything that needs no secret.
    ///
    /// - Parameter now: seconds since 1970.
    /// - Throws: AuthorizationHeaderMalformed, AuthorizationQueryParametersError, InvalidRequest
    ///   (other mechanisms), InvalidArgument (two at once), MissingSecurityHeader, InvalidToken,
    ///   RequestTimeTooSkewed, and AccessDenied (no date, expired, a field that is not signed).
    package mutating func read(
        _ head: RequestHead,
        _ query: S3Query,
        in bytes: UnsafeRawBufferPointer,
        now: Int64
    ) throws(S3Error) -> Form {
        let parameters = try PresignedParameters(query, in: bytes)
        form = parameters == nil ? .anonymous : .query
        if let value = head.first(.authorization) {
            guard parameters == nil else {
                throw .invalidArgument(
                    "Only one auth mechanism allowed: the Authorization header or a presigned URL.",
                    name: "Authorization",
                    value: []
                )
            }
            form = .header
            try readHeader(UnsafeRawBufferPointer(rebasing: bytes[value]))
            guard !head.isRepeated(.authorization) else {
                throw malformed("it comes more than once.")
            }
            try readDate(head, bytes)
            try checkScope()
            try checkSkew(now)
            guard head.has(.xAmzContentSHA256) else {
                throw S3Error(.missingSecurityHeader)
                    .with("MissingHeaderName", "x-amz-content-sha256")
            }
        } else if let parameters {
            try take(parameters)
            try checkScope()
            try checkExpiry(parameters, now)
        } else {
            return .anonymous
        }
        guard !head.has(.xAmzSecurityToken) else { throw S3Error(.invalidToken) }
        try checkSignedHeaders(head, bytes)
        return form
    }

    private mutating func readHeader(_ value: UnsafeRawBufferPointer) throws(S3Error) {
        let algorithm = value.prefix { $0 != 0x20 }
        guard algorithm.elementsEqual("AWS4-HMAC-SHA256".utf8) else {
            throw Self.unsupportedMechanism
        }
        var parts = ListElements(algorithm.count..<value.count)
        var found: UInt8 = 0
        while let range = parts.next(in: value) {
            let part = UnsafeRawBufferPointer(rebasing: value[range])
            if part.hasPrefix("Credential=") {
                try takeCredential(part[11...])
                found += 1
            } else if part.hasPrefix("SignedHeaders=") {
                try takeSignedHeaders(part[14...])
                found += 16
            } else if part.hasPrefix("Signature=") {
                try takeSignature(part[10...])
                found += 64
            } else {
                throw malformed("it has an unknown component.")
            }
            guard found & 0b1010_1010 == 0 else { throw malformed("a component comes twice.") }
        }
        guard found == 81 else {
            throw malformed(
                "the authorization header requires three components: Credential, SignedHeaders, "
                    + "and Signature."
            )
        }
    }

    private static let unsupportedMechanism = S3Error(
        .invalidRequest,
        "The authorization mechanism you have provided is not supported. Please use "
            + "AWS4-HMAC-SHA256 (signature version 4)."
    )

    private mutating func take(_ parameters: PresignedParameters) throws(S3Error) {
        guard parameters.algorithm.elementsEqual("AWS4-HMAC-SHA256".utf8) else {
            throw Self.unsupportedMechanism
        }
        guard parameters.token == nil else { throw S3Error(.invalidToken) }
        try takeCredential(parameters.credential)
        try takeSignedHeaders(parameters.signedHeaders)
        try takeSignature(parameters.signature)
        timestamp.removeAll(keepingCapacity: true)
        timestamp += parameters.date
    }

    private mutating func takeCredential(_ text: some Collection<UInt8>) throws(S3Error) {
        guard credential.take(text) else {
            throw malformed(
                "the Credential is mal-formed; expecting "
                    + "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."
            )
        }
        guard credential.service.elementsEqual("s3".utf8),
            credential.end.elementsEqual("aws4_request".utf8)
        else {
            throw malformed(
                "incorrect service or end of the Credential; expecting s3/aws4_request."
            )
        }
    }

    private mutating func takeSignedHeaders(_ text: some Collection<UInt8>) throws(S3Error) {
        guard text.count <= Limits.signedHeaderBytes else {
            throw malformed("the SignedHeaders are too long.")
        }
        signedHeaders.removeAll(keepingCapacity: true)
        signedHeaders += text
        guard !signedHeaders.contains(where: { Token.lower($0) != $0 }) else {
            throw malformed("the SignedHeaders must be in lower case.")
        }
    }

    private mutating func takeSignature(_ text: some Collection<UInt8>) throws(S3Error) {
        signature.removeAll(keepingCapacity: true)
        guard text.count == SHA256State.length * 2, text.allSatisfy(Self.isDigit) else {
            throw malformed("the Signature must be 64 hexadecimal digits in lower case.")
        }
        signature += text
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || byte &- 0x61 < 6
    }

    private func malformed(_ message: String) -> S3Error {
        form == .query
            ? S3Error(.authorizationQueryParametersError, "The query is malformed; \(message)")
            : S3Error(
                .authorizationHeaderMalformed,
                "The authorization header is malformed; \(message)"
            )
    }

    // MARK: Times

    /// The time of the request: of `x-amz-date`, or else of Date.
    private mutating func readDate(
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) {
        timestamp.removeAll(keepingCapacity: true)
        if let range = head.first(.xAmzDate) {
            timestamp += bytes[range]
        } else if let range = head.first(.date) {
            let value = UnsafeRawBufferPointer(rebasing: bytes[range])
            if let seconds = HTTPDate.parse(value) {
                timestamp += AmzDate.bytes(secondsSince1970: seconds)
            } else {
                timestamp += value
            }
        }
    }

    private func requestTime() throws(S3Error) -> Int64 {
        guard let seconds = timestamp.withUnsafeBytes({ AmzDate.parse($0) }) else {
            if form == .query { throw malformed("X-Amz-Date must be like 20130524T000000Z.") }
            throw S3Error(
                .accessDenied,
                "AWS authentication requires a valid Date or x-amz-date header"
            )
        }
        return seconds
    }

    private func checkScope() throws(S3Error) {
        _ = try requestTime()
        guard credential.date.elementsEqual(timestamp.prefix(8)) else {
            throw malformed("the date of the Credential is not that of the request.")
        }
    }

    private func checkSkew(_ now: Int64) throws(S3Error) {
        let time = try requestTime()
        guard abs(time - now) <= Limits.skew else {
            throw S3Error(.requestTimeTooSkewed)
                .with("RequestTime", timestamp)
                .with("ServerTime", AmzDate.bytes(secondsSince1970: now))
                .with("MaxAllowedSkewMilliseconds", "\(Limits.skew * 1_000)")
        }
    }

    private func checkExpiry(
        _ parameters: PresignedParameters,
        _ now: Int64
    ) throws(S3Error) {
        guard let expires = parameters.expiresSeconds, (1...Limits.expiry).contains(expires) else {
            throw malformed("X-Amz-Expires must be 1 to \(Limits.expiry) seconds, seven days.")
        }
        let time = try requestTime()
        guard time <= now + Limits.skew else {
            throw S3Error(.accessDenied, "Request is not yet valid")
        }
        guard now <= time + expires else {
            throw S3Error(.accessDenied, "Request has expired")
                .with("X-Amz-Expires", "\(expires)")
                .with("Expires", ISO8601.bytes(milliseconds: (time + expires) * 1_000))
                .with("ServerTime", ISO8601.bytes(milliseconds: now * 1_000))
        }
    }

    // MARK: Fields

    private func isSigned(_ name: UnsafeRawBufferPointer) -> Bool {
        signedHeaders.split(separator: UInt8(ascii: ";")).contains { signed in
            signed.withUnsafeBytes { Token.equal($0, name) }
        }
    }

    /// The host and every `x-amz-…` field must be signed: whoever passes the request on could
    /// change the others' meaning.
    private func checkSignedHeaders(
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) {
        for field in head.fields {
            let name = UnsafeRawBufferPointer(rebasing: bytes[field.name])
            guard field.known == .host || Token.hasPrefix(name, "x-amz-"), !isSigned(name) else {
                continue
            }
            throw Self.notSigned(name.map(Token.lower))
        }
        // Without a Host field, as HTTP/1.0 has it, the target may still name a host.
        if head.hostRange != nil, !Self.host.withUnsafeBytes({ isSigned($0) }) {
            throw Self.notSigned(Self.host)
        }
    }

    private static let host = Array("host".utf8)

    private static func notSigned(_ name: [UInt8]) -> S3Error {
        S3Error(
            .accessDenied,
            "There were headers present in the request which were not signed"
        ).with("HeadersNotSigned", name)
    }

    // MARK: Verifying

    /// Compares the signature with the one that `key` makes; the request is the one `read` was
    /// given last.
    ///
    /// - Throws: SignatureDoesNotMatch, with the texts that were signed here, as S3 does.
    package mutating func verify(
        _ head: RequestHead,
        in bytes: UnsafeRawBufferPointer,
        key: SigningKey
    ) throws(S3Error) {
        writeCanonical(head, bytes)
        StringToSign.write(
            timestamp: timestamp,
            scope: credential.scope,
            canonicalRequest: canonical.text,
            into: &stringToSign
        )
        guard stringToSign.withUnsafeBytes({ key.isSignature(signature, of: $0) }) else {
            throw S3Error(.signatureDoesNotMatch)
                .with("AWSAccessKeyId", credential.accessKey)
                .with("StringToSign", stringToSign)
                .with("SignatureProvided", signature)
                .with("CanonicalRequest", canonical.text)
        }
    }

    /// What checks the chunks of an aws-chunked body, after `verify`.
    package func chunks(key: SigningKey) -> ChunkVerifier {
        ChunkVerifier(key: key, timestamp: timestamp, seed: signature)
    }

    private mutating func writeCanonical(_ head: RequestHead, _ bytes: UnsafeRawBufferPointer) {
        canonical.begin(method: bytes[head.methodRange])
        let target = head.targetRange
        let mark = bytes[target].firstIndex(of: UInt8(ascii: "?")) ?? target.upperBound
        canonical.appendPath(UnsafeRawBufferPointer(rebasing: bytes[target.lowerBound..<mark]))
        canonical.appendQuery(
            UnsafeRawBufferPointer(
                rebasing: bytes[min(mark + 1, target.upperBound)..<target.upperBound]
            ),
            leavesOutSignature: form == .query
        )
        signedHeaders.withUnsafeBytes { names in
            for name in names.split(
                separator: UInt8(ascii: ";"),
                omittingEmptySubsequences: false
            ) {
                let name = UnsafeRawBufferPointer(rebasing: name)
                if Token.equal(name, "host") {
                    canonical.appendField(name: name, values: Self.host(of: head, bytes))
                } else {
                    canonical.appendField(name: name, values: Self.values(of: name, head, bytes))
                }
            }
        }
        if let hash = head.first(.xAmzContentSHA256) {
            canonical.appendEnd(signedHeaders: signedHeaders, payloadHash: bytes[hash])
        } else {
            canonical.appendEnd(
                signedHeaders: signedHeaders,
                payloadHash: "UNSIGNED-PAYLOAD".utf8
            )
        }
    }

    /// The host that the request is for: what names its bucket must be what was signed, so that of
    /// the target counts, where it has one, and the Host field does not (RFC 9112 section 3.2.2).
    private static func host(
        of head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) -> some Sequence<UnsafeRawBufferPointer> {
        CollectionOfOne(head.hostRange).lazy.compactMap { range in
            range.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }
        }
    }

    private static func values(
        of name: UnsafeRawBufferPointer,
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) -> some Sequence<UnsafeRawBufferPointer> {
        head.fields.lazy
            .filter { Token.equal(UnsafeRawBufferPointer(rebasing: bytes[$0.name]), name) }
            .map { UnsafeRawBufferPointer(rebasing: bytes[$0.value]) }
    }
}
