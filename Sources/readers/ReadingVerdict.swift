import TestSupport

/// What one reader got.
enum ReadingVerdict: Hashable {
    /// Every byte, and a proper end.
    case whole
    /// Right bytes, but not all.
    case short
    /// A byte that is not the object's, or one too many.
    case wrong
    /// No answer, another status, or no end in time.
    case failed(String)

    init(_ answer: RawAnswer, size: UInt64) {
        if answer.firstMismatch != nil {
            self = .wrong
        } else if case .notConnected(let errno) = answer.end {
            self = .failed("not connected, errno \(errno)")
        } else if answer.end == .deadline || answer.end == .open {
            self = .failed("no end in time")
        } else if case .malformed = answer.end {
            self = .failed("not HTTP")
        } else if answer.status == 0 {
            self = .failed("no answer")
        } else if answer.status != 200 {
            self = .failed("status \(answer.status)")
        } else {
            self = answer.end.isClean && answer.bodyCount == size ? .whole : .short
        }
    }
}
