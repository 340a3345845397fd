/// A path to warm.
struct WarmPath: Sendable, Equatable {
    /// `bucket/key`, not percent-encoded.
    let bytes: [UInt8]
    /// Of the object, where the list tells; else 0.
    var size: UInt64 = 0
    /// Whether it is known to be there already.
    var isStored = false
    /// Which page of a listing it is of.
    var page = 0
}
