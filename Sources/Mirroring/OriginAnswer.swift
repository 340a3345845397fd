/// What the head of an origin's answer means for a fill (edge 14-19).
package enum OriginAnswer: Sendable, Equatable {
    /// 200: the object.
    case whole
    /// 206 with a `Content-Range` that can be believed.
    case part(first: UInt64, last: UInt64, size: UInt64?)
    /// 416.
    case unsatisfied(size: UInt64?)
    case redirect(location: String)
    /// 404, 410: there is no such object.
    case missing
    /// 401, 403.
    case denied
    /// 429, 503, with the seconds after which the origin wants to be asked again.
    case busy(retryAfterSeconds: Int?)
    /// 508: the origin is a mirror that saw its own name, so the way leads back here.
    case looped
    /// A failure that may pass: 408, 425 and 5xx.
    case failing
    /// An answer that holds no object and that asking again will not better.
    case unusable(String)

    package init(_ head: OriginHead) {
        switch head.status {
        case 200: self = .whole
        case 206:
            if case .part(let first, let last, let size) = ContentRange(in: head) {
                self = .part(first: first, last: last, size: size)
            } else {
                self = .unusable("a part without a usable Content-Range")
            }
        case 301, 302, 303, 307, 308:
            if let location = head.fields.first("location"), !location.isEmpty {
                self = .redirect(location: location)
            } else {
                self = .unusable("a redirect without Location")
            }
        case 404, 410: self = .missing
        case 401, 403: self = .denied
        case 416:
            if case .unsatisfied(let size) = ContentRange(in: head) {
                self = .unsatisfied(size: size)
            } else {
                self = .unsatisfied(size: nil)
            }
        case 429, 503: self = .busy(retryAfterSeconds: RetryAfter.seconds(in: head))
        case 508: self = .looped
        case 408, 425, 500...599: self = .failing
        default: self = .unusable("status \(head.status), which carries no object")
        }
    }
}
