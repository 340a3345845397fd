internal import Catalog
internal import Determinism
internal import Fetch
internal import Metrics
internal import Mirroring
internal import NIOPosix

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

    func begin(_ fill: Fill, _ accepted: AcceptedHead, _ mapping: Mapping) -> any FillUpload {
        var fields: [(name: String, value: String)] = []
        for field in accepted.kept.fields {
            // Beyond ASCII stores disagree on what is signed.
            if field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
                fields.append((field.name, field.value))
            } else {
                metrics.metadataDropped.increment()
            }
        }
        if mapping.acl == .publicRead { fields.append(("x-amz-acl", "public-read")) }
        return RemoteUpload(fill, size: accepted.size, fields: fields, target: self)
    }
}
