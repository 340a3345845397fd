import HTTP1
import S3
import Testing

/// Signed requests as a connection would see them, with AWS's example credentials.
enum SignedRequests {
    static let secret = Array("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".utf8)
    /// 2013-05-24 00:00:00 UTC.
    static let time: Int64 = 1_369_353_600

    static func with<Result>(
        _ lines: [String],
        _ body: (RequestHead, S3Query, UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        let bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        return try bytes.withUnsafeBytes { raw in
            var parser = HeadParser()
            var head = RequestHead()
            try #require(try parser.parse(raw, into: &head))
            var target = S3Target()
            try target.parse(head, raw)
            return try body(head, target.query, raw)
        }
    }

    /// Reads and verifies, and lends the verifier and the key that it asked for.
    @discardableResult
    static func verify<Result>(
        _ lines: [String],
        now: Int64 = time,
        secret: [UInt8] = secret,
        then: (RequestVerifier, SigningKey?) throws -> Result
    ) throws -> Result {
        try with(lines) { head, query, bytes in
            var verifier = RequestVerifier()
            guard try verifier.read(head, query, in: bytes, now: now) != .anonymous else {
                return try then(verifier, nil)
            }
            let key = SigningKey(secret: secret, date: verifier.date, region: verifier.region)
            try verifier.verify(head, in: bytes, key: key)
            return try then(verifier, key)
        }
    }

    /// The code of the refusal, or nil if the request is let in or anonymous.
    static func code(_ lines: [String], now: Int64 = time, secret: [UInt8] = secret)
        -> S3ErrorCode?
    {
        Requests.code { try verify(lines, now: now, secret: secret) { _, _ in } }
    }

    /// A request that `RequestSigner` signed, as lines.
    static func signed(
        _ method: String,
        _ path: String,
        query: String = "",
        fields: [(name: String, value: String)] = [],
        unsigned: [String] = [],
        payload: RequestSigner.Payload = .empty,
        at seconds: Int64 = time
    ) -> [String] {
        let signer = RequestSigner(
            accessKey: "AKIAIOSFODNN7EXAMPLE",
            secretKey: String(decoding: secret, as: UTF8.self),
            region: "us-east-1"
        )
        let added = signer.sign(
            RequestSigner.Request(
                method: method,
                host: "h:8400",
                path: Array(path.utf8),
                query: Array(query.utf8),
                fields: fields,
                payload: payload
            ),
            secondsSince1970: seconds
        )
        let target = query.isEmpty ? path : "\(path)?\(query)"
        return ["\(method) \(target) HTTP/1.1", "Host: h:8400"]
            + (fields + added).map { "\($0.name): \($0.value)" } + unsigned
    }
}
