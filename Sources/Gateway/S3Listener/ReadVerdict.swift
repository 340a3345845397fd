internal import HTTP1
internal import S3

/// What a reader's conditions and range make of an object that is there.
///
/// Hits and misses are judged here alike, so that the answer of a miss is the answer of the later
/// hit (edge 10).
enum ReadVerdict: Equatable {
    case whole
    case part(Range<UInt64>)
    case unsatisfiable
    case notModified
    case preconditionFailed(String)

    /// - Parameter size: nil while the origin has not said how long the object is; a range then
    ///   counts as absent, as RFC 9110 section 14.2 allows.
    init(
        _ connection: HTTPConnection,
        etag: UnsafeRawBufferPointer?,
        modifiedSeconds: Int64,
        size: UInt64?
    ) {
        let head = connection.head
        let isConditional =
            head.has(.ifNoneMatch) || head.has(.ifModifiedSince) || head.has(.ifMatch)
            || head.has(.ifUnmodifiedSince) || head.has(.ifRange)
        guard isConditional || head.has(.range) else {
            self = .whole
            return
        }
        self = connection.withHeadBytes { bytes in
            let conditions = Preconditions(head, in: bytes)
            switch conditions.judge(etag: etag, modifiedSeconds: modifiedSeconds) {
            case .notModified: return .notModified
            case .failed(let field): return .preconditionFailed("\(field)")
            case .proceed: break
            }
            guard let size, let value = head.first(.range), !head.isRepeated(.range),
                conditions.honoursRange(etag: etag, modifiedSeconds: modifiedSeconds)
            else { return .whole }
            let range = ByteRange.parse(UnsafeRawBufferPointer(rebasing: bytes[value]))
            switch range.resolve(size: size) {
            case .whole: return .whole
            case .part(let part): return .part(part)
            case .unsatisfiable: return .unsatisfiable
            }
        }
    }
}
