internal import Determinism
internal import Fetch
internal import NIOCore
internal import S3

/// Signs this node's own requests to the store behind it, sends them, and repeats what may pass.
///
/// All completions come on the fetch thread, or at once where that has ended.
final class StoreClient: Sendable {
    typealias Outcome = Result<StoreAnswer, StoreFailure>

    let configuration: RemoteStoreConfiguration
    private let fetch: FetchThread
    private let signer: RequestSigner

    init(_ configuration: RemoteStoreConfiguration, fetch: FetchThread) {
        self.configuration = configuration
        self.fetch = fetch
        signer = RequestSigner(
            accessKey: configuration.accessKey,
            secretKey: configuration.secretKey,
            region: configuration.region
        )
    }

    /// Sends a request, up to `tries` times while it fails in ways that may pass, and no longer than
    /// one answer may take: a store that hangs is not waited for again and again.
    ///
    /// - Returns: through `completion` the answer of any status that is not to be repeated, or the
    ///   last failure.
    func send(
        _ request: StoreRequest,
        tries: Int = RemoteLimits.tries,
        pause: Duration = RemoteLimits.firstPause,
        since: NIODeadline = .now(),
        completion: @escaping @Sendable (Outcome) -> Void
    ) {
        let call = StoreCall { [self] outcome in
            let mayPass =
                switch outcome {
                case .success(let answer): answer.mayPass
                case .failure(let failure): failure.mayPass
                }
            guard mayPass else { return completion(outcome) }
            let patience = TimeAmount.nanoseconds(patience(request).wholeNanoseconds)
            guard tries > 1, NIODeadline.now() - since < patience else {
                return completion(outcome.flatMap { .failure(.refused($0)) })
            }
            fetch.schedule(after: pause) {
                self.send(
                    request,
                    tries: tries - 1,
                    pause: pause * 2,
                    since: since,
                    completion: completion
                )
            }
        }
        fetch.start(signed(request), call)
    }

    /// How long the store may be silent.
    private func patience(_ request: StoreRequest) -> Duration {
        guard request.isQuestion else { return configuration.writeTimeout }
        return min(request.patience ?? RemoteLimits.questionTimeout, configuration.timeout)
    }

    private func signed(_ request: StoreRequest) -> FetchRequest {
        let (host, path) = place(request.path)
        let target = RequestSigner.Request(
            method: request.method.rawValue,
            host: host,
            path: path,
            query: Array(request.query.utf8),
            fields: request.fields,
            // What a body is must be vouched for by Content-MD5, whose computing is cheaper.
            payload: request.body == nil ? .empty : .unsigned
        )
        let seconds = GatewayClock.wallMilliseconds() / 1_000
        let scheme = configuration.endpoint.isTLS ? "https" : "http"
        let query = request.query.isEmpty ? "" : "?" + request.query
        var signed = FetchRequest(
            method: request.method,
            url: "\(scheme)://\(host)\(String(decoding: path, as: UTF8.self))\(query)",
            fields: request.fields + signer.sign(target, secondsSince1970: seconds),
            body: request.body,
            connectTimeout: RemoteLimits.connectTimeout,
            idleTimeout: patience(request),
            // Whoever runs the node has named the store.
            permitsAddress: { _ in true }
        )
        signed.isSentOnce = request.isSentOnce
        signed.certificateAuthorityFile = configuration.certificateAuthorityFile
        return signed
    }

    private func place(_ path: [UInt8]) -> (host: String, path: [UInt8]) {
        let authority = configuration.endpoint.authority
        let slash = [UInt8(ascii: "/")]
        guard configuration.style == .virtualHost, !path.isEmpty else {
            return (authority, slash + PercentCoding.encode(path, keepsSlash: true))
        }
        let end = path.firstIndex(of: slash[0]) ?? path.endIndex
        let bucket = String(decoding: path[..<end], as: UTF8.self)
        let key = path[min(end + 1, path.endIndex)...]
        return ("\(bucket).\(authority)", slash + PercentCoding.encode(key, keepsSlash: true))
    }
}
