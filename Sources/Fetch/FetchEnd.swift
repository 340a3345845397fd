/// How a fetch ended.
package enum FetchEnd: Sendable, Equatable {
    /// The body is whole as far as its framing tells; where it was delimited by the close of its
    /// connection, framing tells nothing.
    case complete(delimitedByClose: Bool)
    case failed(FetchFailure)
}
