/// What happens to a fill.
package enum FillEvent: Sendable, Equatable {
    case start
    case head(OriginHead)
    /// How many bytes of what was asked for (the object, or the range) have been taken so far,
    /// over all transfers, without those that were to be discarded.
    case body(total: UInt64)
    /// The transfer ended well; by the close of a connection where no length was declared.
    case ended(delimitedByClose: Bool)
    case failed(TransportFailure)
    /// The wait that was asked for is over.
    case timer
}
