/// What a node asks of another about one object.
package struct PeerRead: Sendable, Equatable {
    /// Which part of the answer is wanted.
    package enum Want: UInt8, Sendable {
        /// The bytes from the request's offset on.
        case body = 1
        /// The head, as a client's HEAD is answered.
        case head = 2
        /// The head, as a client's GET is answered: a fill of the whole begins.
        case description = 3
        /// The bytes that the other side has by now, from the request's offset on, of a fill whose
        /// source died: who goes on with it need not ask the origin for them again.
        case begun = 4
    }

    package var path: [UInt8]
    package var want: Want
    package var request: StreamRequest
    /// The end of the bytes wanted; nil: that of the object.
    package var end: UInt64?
    /// The client's raw query, for mappings that forward it.
    package var query: String?
    /// The mirrors that the client's request passed before.
    package var passed: [String]
    /// The mapping that the asker sees: the other side must not have an older one.
    package var mappingRevision: UInt64

    package init(
        path: [UInt8],
        want: Want,
        request: StreamRequest,
        end: UInt64?,
        query: String?,
        passed: [String],
        mappingRevision: UInt64
    ) {
        self.path = path
        self.want = want
        self.request = request
        self.end = end
        self.query = query
        self.passed = passed
        self.mappingRevision = mappingRevision
    }
}
