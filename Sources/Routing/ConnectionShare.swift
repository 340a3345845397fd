internal import Mirroring

/// What a mapping allows the whole cluster, divided among the members of a view (edge 29).
///
/// All members compute the same shares from the same view, and the shares add up to the whole, so
/// no member has to ask another. They change with the view.
package enum ConnectionShare {
    /// A member's connections: the whole divided evenly, the remainder one each to the members from
    /// a place on that the mapping's key gives.
    ///
    /// Where there are more members than connections exactly as many members have one; a member
    /// without is passed over as a fetcher (``PathRanks``).
    ///
    /// - Parameters:
    ///   - total: connections of the cluster, above 0.
    ///   - index: the member's place in the view.
    package static func connections(
        _ total: Int,
        mapping: some Sequence<UInt8>,
        index: Int,
        members: Int
    ) -> Int {
        let (each, rest) = total.quotientAndRemainder(dividingBy: members)
        guard rest > 0 else { return each }
        let first = FetcherRule.index(of: mapping, members: members)
        return each + ((index - first + members) % members < rest ? 1 : 0)
    }

    /// A member's bytes a second; at least 1, for a rate of none never ends.
    package static func bandwidth(_ total: UInt64, members: Int) -> UInt64 {
        max(total / UInt64(max(members, 1)), 1)
    }
}
