/// What serving a request asks of the catalogue: this node's copy, at once, from any thread.
///
/// Each call is one short read of the storage and may be made on an event loop. It throws what the
/// storage throws.
package protocol CatalogLookup: Sendable {
    /// The longest mapping for a path `bucket/key`, as raw bytes.
    func longestMatch(_ path: UnsafeRawBufferPointer) throws -> MappingEntry?

    /// Whether anybody may list the keys that begin with a path `bucket/prefix` (`PublicReading`).
    func mayAnybodyList(_ path: UnsafeRawBufferPointer) throws -> Bool

    /// The bucket of this name.
    func bucket(_ name: UnsafeRawBufferPointer) throws -> BucketEntry?

    /// Buckets in the order of their names after `after`, at most `limit`.
    func buckets(after: String?, limit: Int) throws -> [BucketEntry]

    /// The revision of all that was acknowledged or later; costs one load, no read of the storage.
    var appliedRevision: UInt64 { get }

    /// The revision of the access key of this name, and nil where there is none.
    func accessKeyRevision(_ name: UnsafeRawBufferPointer) throws -> UInt64?

    /// The access key of this name.
    func accessKey(_ name: UnsafeRawBufferPointer) throws -> AccessKeyEntry?

    /// Access keys in the order of their names after `after`, at most `limit`.
    func accessKeys(after: String?, limit: Int) throws -> [AccessKeyEntry]

    /// Whether there is any access key.
    func hasAccessKeys() throws -> Bool

    /// The view in force.
    func view() throws -> ClusterView
}

extension CatalogLookup {
    /// The longest mapping for a path that is at hand as an array.
    package func longestMatch(_ path: [UInt8]) throws -> MappingEntry? {
        try path.withUnsafeBytes { try longestMatch($0) }
    }
}
