/// Whether a reader of a range waits for the fill of the whole object or has its range fetched
/// (edge 7).
package enum RangeRide: Sendable, Equatable {
    case ride
    case fetch

    /// How far ahead of the fill is near: less than a second of a good line.
    package static let nearBytes: UInt64 = 8 << 20

    /// - Parameters:
    ///   - first: the first byte the reader asked for.
    ///   - front: bytes the fill has written, or of which it will soon know.
    ///   - acceptsRanges: false where the origin said that it serves none.
    package init(first: UInt64, front: UInt64, acceptsRanges: Bool = true) {
        let isNear = first <= front || first - front <= RangeRide.nearBytes
        self = isNear || !acceptsRanges ? .ride : .fetch
    }
}
