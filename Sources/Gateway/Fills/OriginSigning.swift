internal import Mirroring
internal import S3

/// The signatures of requests to s3 origins with the credentials of their mapping.
enum OriginSigning {
    /// The fields to send besides the request's own; none where it is not to be signed.
    ///
    /// - Parameter seconds: since 1970.
    static func fields(
        _ request: OriginRequest,
        _ mapped: MappedOrigin,
        seconds: Int64 = GatewayClock.wallMilliseconds() / 1_000
    ) -> [(String, String)] {
        guard request.mayBeSigned, let signer = mapped.signer else { return [] }
        let url: RequestURL
        do {
            url = try RequestURL(request.url)
        } catch {
            preconditionFailure("a request to what is no URL: \(request.url)")
        }
        let host = request.fields.first { $0.name == "Host" }?.value
        return sign(
            request.method == .head ? "HEAD" : "GET",
            url,
            host: host,
            fields: request.fields.map { ($0.name, $0.value) },
            signer: signer,
            seconds: seconds
        )
    }

    /// The fields to send with any request that reads, without a body.
    ///
    /// Of the request's own, Host and those of S3 are signed; others may be changed on the way.
    static func sign(
        _ method: String,
        _ url: RequestURL,
        host: String?,
        fields: [(name: String, value: String)],
        signer: RequestSigner,
        seconds: Int64
    ) -> [(String, String)] {
        let signed = fields.filter { $0.name.lowercased().hasPrefix("x-amz-") }
        return signer.sign(
            RequestSigner.Request(
                method: method,
                host: host ?? url.authority,
                path: Array(url.path.utf8),
                query: Array((url.query ?? "").utf8),
                fields: signed
            ),
            secondsSince1970: seconds
        ).map { ($0.name, $0.value) }
    }
}
