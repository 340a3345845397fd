internal import Catalog
internal import Determinism
internal import Objects
internal import S3

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

    /// `wasStored` has looked.
    func look(_ path: [UInt8], completion: @escaping @Sendable (Bool) -> Void) {
        completion(false)
    }

    func refusal(of path: [UInt8]) -> String? { nil }

    func begin(
        _ fill: Fill,
        _ fields: [StoredField],
        size: UInt64?,
        _ mapping: Mapping
    ) -> any FillUpload {
        DiskFillUpload(fill: fill, target: self)
    }
}
