internal import HTTP1
internal import NIOCore
internal import S3

/// The head of an answer that carries an object, or says why it does not.
///
/// One writer for hits and misses: field by field the same, but for what the issue of time forbids
/// to know (edge 10).
struct ObjectHead {
    var size: UInt64?
    /// The stored fields, each a line.
    var block: UnsafeRawBufferPointer
    var notStored: String?
    /// Fields that the request puts in the place of stored ones.
    var overrides: [StoredField]
    /// The member that fetched the object, if it is another.
    var fetcher: String?
    /// Further lines of a hit.
    var further: [UInt8] = []

    /// Writes the head of a 200, 206 or 304; errors are ``S3Reply/error(_:_:retryAfterSeconds:unsatisfiedSize:)``'s.
    func write(
        _ verdict: ReadVerdict,
        _ result: MirrorResult,
        _ reply: S3Reply,
        reserving capacity: Int = 1_024
    ) -> ResponseHead {
        let status =
            switch verdict {
            case .part: 206
            case .notModified: 304
            case .whole, .unsatisfiable, .preconditionFailed: 200
            }
        // Before the head is begun: it says whether the connection goes on.
        let endsByClose = size == nil && reply.connection.head.minorVersion == 0
        if case .whole = verdict, endsByClose { reply.connection.closeWhenFinished() }
        var head = reply.head(
            status,
            result,
            reserving: capacity,
            fetcher: fetcher
        )
        head.field("Accept-Ranges", "bytes")
        if let notStored { head.field("x-headwater-not-stored", notStored.utf8) }
        switch verdict {
        case .whole:
            if let size {
                head.field("Content-Length", size)
            } else if !endsByClose, reply.connection.head.method != .head {
                head.field("Transfer-Encoding", "chunked")
            }
        case .part(let part):
            head.field("Content-Length", part.upperBound - part.lowerBound)
            head.contentRange(part, of: size ?? 0)
        case .unsatisfiable, .notModified, .preconditionFailed: break
        }
        if overrides.isEmpty {
            head.lines(block)
        } else {
            head.lines(StoredFields.replacing(block, with: overrides))
        }
        if !further.isEmpty { head.lines(further) }
        head.end()
        return head
    }
}
