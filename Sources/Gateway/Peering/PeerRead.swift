internal import Routing

/// What a node asks of another about one object.
struct PeerRead: Sendable, Equatable {
    enum Want: UInt8, Sendable {
        /// The bytes from the request's offset on.
        case body = 1
        /// The head, as a client's HEAD is answered.
        case head = 2
        /// The head, as a client's GET is answered: a fill of the whole begins.
        case description = 3
    }

    var path: [UInt8]
    var want: Want
    var request: StreamRequest
    /// The end of the bytes wanted; nil: that of the object.
    var end: UInt64?
    /// The client's raw query, for mappings that forward it.
    var query: String?
    /// The mirrors that the client's request passed before.
    var passed: [String]
    /// The mapping that the asker sees: the other side must not have an older one.
    var mappingRevision: UInt64
}
