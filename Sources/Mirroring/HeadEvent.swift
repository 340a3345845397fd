/// What happens to a HEAD that is put to an origin.
package enum HeadEvent: Sendable, Equatable {
    case start
    case head(OriginHead)
    case failed(TransportFailure)
    /// The wait that was asked for is over.
    case timer
}
