internal import Mirroring

/// What of an object a fill fetches.
enum FillKind: Sendable, Equatable {
    /// All of it, to be stored.
    case whole
    /// A stretch far ahead of the whole's front, for one reader, never stored (edge 7).
    case range(Range<UInt64>, of: KnownObject)

    var planKind: FillPlan.Kind {
        switch self {
        case .whole: .whole
        case .range(let range, let known):
            .range(first: range.lowerBound, last: range.upperBound - 1, of: known)
        }
    }

    var firstByte: UInt64 {
        switch self {
        case .whole: 0
        case .range(let range, _): range.lowerBound
        }
    }

    /// How many bytes this fill will bring, when that is known.
    func length(of head: AcceptedHead) -> UInt64? {
        switch self {
        case .whole: head.size
        case .range(let range, _): range.upperBound - range.lowerBound
        }
    }
}
