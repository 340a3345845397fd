internal import Catalog
internal import Determinism
internal import Mirroring
internal import Objects

/// Where fills bring what they fetch: the embedded store, or an S3 store behind this node.
protocol FillStore: Sendable {
    /// Whether the object got into the store after a reader's own look, which began at `since`, had
    /// not found it.
    func wasStored(_ path: [UInt8], since: Instant) throws -> Bool

    /// Whether the entity tag of an object of this size will be the MD5 of its bytes.
    func keepsEntityTag(size: UInt64?) -> Bool

    /// Begins to store what a fill brings; nothing is visible before `FillUpload.commit`.
    func begin(_ fill: Fill, _ accepted: AcceptedHead, _ mapping: Mapping) -> any FillUpload
}
