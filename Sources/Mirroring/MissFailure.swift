/// Why a miss could not be served.
package struct MissFailure: Error, Sendable, Equatable {
    /// The kinds of failure that a reader is told apart; see `MissFailure+Answer.swift` for the
    /// answers.
    package enum Code: Sendable, Equatable {
        /// All origins say that there is no such object: 404, to be remembered.
        case noSuchKey
        case originDenied
        /// An address or a redirect that the mapping does not allow.
        case originForbidden
        case originUnavailable
        case slowDown
        case mirrorLoop
        /// A range read was answered with the whole object: ride the fill instead.
        case rangeIgnored
        /// A range read beyond the end; `size` tells the end where the origin told it.
        case rangeNotSatisfiable
        /// After the head was taken: the stream broke and could not be resumed.
        case broken
        /// After the head was taken, or against what was known: the origin's object is another.
        case changed
    }

    package var code: Code
    /// One sentence for the reader, without secrets.
    package var message: String
    /// The status of the origin's answer that failed, where there was one.
    package var originStatus: Int?
    package var retryAfterSeconds: Int?
    package var size: UInt64?

    package init(
        _ code: Code,
        _ message: String,
        originStatus: Int? = nil,
        retryAfterSeconds: Int? = nil,
        size: UInt64? = nil
    ) {
        self.code = code
        self.message = message
        self.originStatus = originStatus
        self.retryAfterSeconds = retryAfterSeconds
        self.size = size
    }

    /// How much a failure tells when several origins failed in different ways; the first of the
    /// highest is reported.
    ///
    /// "There is none" counts only where every origin said so.
    var weight: Int {
        switch code {
        case .noSuchKey: 0
        case .originForbidden: 1
        case .originDenied: 2
        case .mirrorLoop: 3
        case .originUnavailable: 4
        case .slowDown: 5
        case .rangeIgnored, .rangeNotSatisfiable, .broken, .changed: 6
        }
    }
}
