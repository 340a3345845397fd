import Glibc
import S3
import TestSupport

/// Signs the requests of tests with an access key of a node.
struct SignedClient {
    let node: HeadwaterProcess
    let accessKey: String
    let secretKey: String

    /// Makes a key with these grants on a node.
    static func make(
        on node: HeadwaterProcess,
        _ grants: [String: JSONValue]
    ) async throws -> SignedClient {
        let answer = try await node.json("POST", "/v1/access", body: .object(grants))
        guard let name = answer["access-key"]?.string, let secret = answer["secret-key"]?.string
        else { throw TestSupportError("no key in \(answer)") }
        return SignedClient(node: node, accessKey: name, secretKey: secret)
    }

    /// A request over a connection of its own, its body not vouched for; `query` as it is sent.
    func request(
        _ method: String,
        _ path: String,
        query: String = "",
        body: [UInt8] = [],
        fields: [(name: String, value: String)] = [],
        secondsSince1970 seconds: Int64 = SignedClient.now()
    ) async throws -> RawAnswer {
        let target = "/" + PercentEncoding.path(path)
        let signer = RequestSigner(
            accessKey: accessKey,
            secretKey: secretKey,
            region: "us-east-1"
        )
        let added = signer.sign(
            RequestSigner.Request(
                method: method,
                host: "127.0.0.1:\(node.s3.port)",
                path: Array(target.utf8),
                query: Array(query.utf8),
                fields: fields,
                payload: .unsigned
            ),
            secondsSince1970: seconds
        )
        return try await node.s3.request(
            method,
            query.isEmpty ? target : "\(target)?\(query)",
            fields: fields + added,
            body: body
        )
    }

    /// The time of day.
    static func now() -> Int64 { Int64(time(nil)) }
}
