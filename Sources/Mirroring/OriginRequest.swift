/// One request that a plan wants sent to an origin.
package struct OriginRequest: Sendable, Equatable {
    /// An origin is only ever read.
    package enum Method: Sendable { case get, head }

    package var method: Method
    /// Percent-encoded; to be sent as it is.
    package var url: String
    /// All fields but `Range`, in order; `Host` only where the mapping overrides it.
    package var fields: [HeaderField]
    /// First and last byte of the object to ask for; a nil last means to the end.
    package var range: OriginRange?
    package var connectTimeout: Duration
    package var idleTimeout: Duration
    /// From the start of the request to its head; the request then fails as `idleTimeout`.
    package var headTimeout: Duration
    /// Which of the policy's origins this leads to.
    package var originIndex: Int
    /// Whether this goes to the configured host of an S3 origin, so that credentials of the
    /// mapping may sign it.
    package var mayBeSigned: Bool
}
