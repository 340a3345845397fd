internal import Glibc
internal import Hashing
internal import S3
internal import TestSupport

/// Requests of S3 with the signature of the key that the run's store knows.
struct SignedClient {
    private static let signer = RequestSigner(
        accessKey: ChaosStore.accessKey,
        secretKey: ChaosStore.secretKey,
        region: "us-east-1"
    )

    private let client: RawHTTPClient
    private let host: String

    /// - Parameter namespace: the network namespace whose loopback is meant.
    init(namespace: String? = nil, port: Int) {
        client = RawHTTPClient(namespace: namespace, port: port)
        host = "127.0.0.1:\(port)"
    }

    /// By way of a node.
    init(_ node: ChaosNode) {
        self.init(namespace: node.namespace, port: node.s3Port)
    }

    func send(
        _ method: String,
        _ path: String,
        query: String = "",
        body: [UInt8] = [],
        sink: BodySink = .collect,
        within span: Duration = Deadline.standard
    ) async throws -> RawAnswer {
        let fields = Self.signer.sign(
            RequestSigner.Request(
                method: method,
                host: host,
                path: Array(path.utf8),
                query: Array(query.utf8),
                payload: body.isEmpty ? .empty : .digest(Digest.of(body, .sha256))
            ),
            secondsSince1970: Int64(time(nil))
        )
        return try await client.request(
            method,
            query.isEmpty ? path : "\(path)?\(query)",
            fields: [("Host", host)] + fields,
            body: body,
            sink: sink,
            within: span
        )
    }
}
