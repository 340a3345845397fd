/// Why a fetch did not end well.
package struct FetchFailure: Error, Sendable, Equatable {
    /// What went wrong, as far as it makes a difference to what is done about it.
    package enum Kind: Sendable, Equatable {
        case refused
        /// `permitsAddress` refused every address that was left to try.
        case forbiddenAddress
        case unresolved
        case connectTimeout
        case idleTimeout
        case reset
        /// Fewer bytes than `Content-Length`, or chunks without their end.
        case truncated
        case tls
        case headTooLarge
        case protocolError
        /// `FetchBody.read` gave nothing.
        case bodyUnreadable
        /// By the delegate, by `cancel()` or by the thread's shutdown.
        case stopped
        /// A libcurl code (CURLcode) that none of the above describes.
        case other(code: Int32)
    }

    package let kind: Kind
    /// libcurl's own words, for the log.
    package let message: String
}
