package import Catalog

/// The part of the replicated catalogue that the gateway reads; called on event loops, so it must
/// answer in microseconds and never wait.
package protocol MappingSource: Sendable {
    /// The mapping with the longest key that is a prefix of "bucket/key".
    func mapping(for path: UnsafeRawBufferPointer) throws -> MappedOrigin?

    /// Whether there is such a bucket.
    func hasBucket(_ name: UnsafeRawBufferPointer) throws -> Bool

    /// All buckets, sorted by name.
    func buckets() throws -> [BucketEntry]
}
