/// What is to become of an upload, decided from what it has where nothing can come in between.
package enum CompletionPlan: Sendable {
    /// An object of these parts, in this order; the other parts are dropped.
    ///
    /// The detail of each segment is its part's checksum.
    case store(ObjectRecord, parts: [UploadPart])
    /// Nothing is changed.
    case refuse(any Error)
}
