internal import Determinism
internal import Mirroring
internal import Routing

/// What a miss takes from the request that caused it.
struct MissRequest: Sendable {
    /// The object's key, without the bucket.
    var key: [UInt8]
    /// The query of the request as it came, forwarded where the mapping says so.
    var query: String?
    /// This node and the nodes the request passed before.
    var context: OriginContext
    /// When the reader's own look at the store began, which did not find the object.
    var since: Instant
    /// The time the object was said to have by the answer to a HEAD before; nil for now.
    var modifiedMilliseconds: Int64?
    /// Of which object a range is wanted, where it is known.
    var version: ObjectVersion?
    /// What another member has of the object, whose fetcher died: only the rest is fetched.
    var begun: BegunObject?
}
