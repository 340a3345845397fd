internal import Catalog
internal import Determinism
internal import Fetch
internal import Metrics
internal import Mirroring
internal import NIOPosix
internal import S3

/// The S3 store behind this node as the place where fills end.
struct RemoteFillStore: FillStore {
    let remote: RemoteStore
    let fetch: FetchThread
    let digests: NIOThreadPool
    let metrics: GatewayMetrics
    let table: MissTable
    let budget = UploadBudget(limit: RemoteLimits.parts)

    init(
        _ remote: RemoteStore,
        fetch: FetchThread,
        digests: NIOThreadPool,
        _ metrics: GatewayMetrics,
        _ table: MissTable
    ) {
        self.remote = remote
        self.fetch = fetch
        self.digests = digests
        self.metrics = metrics
        self.table = table
    }

    func wasStored(_ path: [UInt8], since: Instant) -> Bool {
        remote.wasStored(path, since: since)
    }

    /// A store makes another tag for what came in parts.
    func keepsEntityTag(size: UInt64?) -> Bool {
        size.map { $0 <= RemoteLimits.singleBytes } ?? false
    }

    func look(_ path: [UInt8], completion: @escaping @Sendable (Bool) -> Void) {
        var request = StoreRequest(.head, path)
        request.patience = RemoteLimits.lookPatience
        remote.client.send(request, tries: 1) { outcome in
            guard case .success(let answer) = outcome else { return completion(false) }
            completion(answer.status < 300)
        }
    }

    func refusal(of path: [UInt8]) -> String? {
        remote.refusal(of: path)
    }

    func begin(
        _ fill: Fill,
        _ fields: [StoredField],
        size: UInt64?,
        _ mapping: Mapping
    ) -> any FillUpload {
        var sent: [(name: String, value: String)] = []
        for field in fields {
            // Beyond ASCII stores disagree on what is signed.
            if field.value.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
                sent.append((field.name, String(decoding: field.value, as: UTF8.self)))
            } else {
                metrics.metadataDropped.increment()
            }
        }
        if mapping.acl == .publicRead { sent.append(("x-amz-acl", "public-read")) }
        return RemoteUpload(fill, size: size, fields: sent, target: self)
    }
}
