internal import Catalog
internal import Determinism
internal import Mirroring
internal import Objects

/// The embedded store as the place where fills end: nothing moves before the commit, for the spool
/// lies in the store's own folder.
struct DiskFillStore: FillStore {
    let store: DiskStore
    let metrics: GatewayMetrics
    let table: MissTable

    func wasStored(_ path: [UInt8], since: Instant) throws -> Bool {
        // The store itself is the better witness: it is as near as any memory of it.
        try path.withUnsafeBytes { try store.withObject(path: $0) { _ in true } } ?? false
    }

    func keepsEntityTag(size: UInt64?) -> Bool { true }

    func begin(_ fill: Fill, _ accepted: AcceptedHead, _ mapping: Mapping) -> any FillUpload {
        DiskFillUpload(fill: fill, target: self)
    }
}
