internal import Catalog
internal import Determinism
internal import S3

/// Where fills bring what they fetch: the embedded store, or an S3 store behind this node.
protocol FillStore: Sendable {
    /// Whether the object got into the store after a reader's own look, which began at `since`, had
    /// not found it.
    func wasStored(_ path: [UInt8], since: Instant) throws -> Bool

    /// Whether the entity tag of an object of this size will be the MD5 of its bytes.
    func keepsEntityTag(size: UInt64?) -> Bool

    /// Looks at the store itself once more, where it is far and other members store there too.
    ///
    /// - Parameter completion: Called once with whether the object is there, on the fetch thread;
    ///   false where the store does not say.
    func look(_ path: [UInt8], completion: @escaping @Sendable (Bool) -> Void)

    /// Why an object of this path would not be taken just now; nil where nothing speaks against it.
    func refusal(of path: [UInt8]) -> String?

    /// Begins to store what a fill brings; nothing is visible before `FillUpload.commit`.
    ///
    /// - Parameters:
    ///   - fields: what is kept of the origin's answer.
    ///   - size: in bytes, where it is known.
    func begin(
        _ fill: Fill,
        _ fields: [StoredField],
        size: UInt64?,
        _ mapping: Mapping
    ) -> any FillUpload
}
