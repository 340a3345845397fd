internal import Routing

/// At most one origin fetch of a path is under way, unless its fetcher died, could not be reached,
/// or there was no quorum (design, chapter 6; edge 24).
///
/// Checked when a fetch begins. It is excused while, or shortly after, either node was dead, cut
/// off from the majority, or cut off from the other; and when the earlier fetch began more views
/// ago than are remembered.
enum OneFetch {
    /// How long trouble excuses: until gossip, the log and both patiences have dealt with it.
    static let excusedNanoseconds: UInt64 = 8_000_000_000

    static func check(_ fill: VirtualFill, in world: RoutingWorld) -> RoutingViolation? {
        for other in world.origin.fetches where other.path == fill.path && other !== fill {
            if isExcused(fill, other, world) {
                world.tally.excusedFetches += 1
                continue
            }
            return RoutingViolation(
                rule: .oneFetch,
                text: "\(fill.node.name) fetches \(fill.path), and \(other.node.name) does"
            )
        }
        return nil
    }

    private static func isExcused(
        _ fill: VirtualFill,
        _ other: VirtualFill,
        _ world: RoutingWorld
    ) -> Bool {
        let (one, two) = (fill.node, other.node)
        let limit = max(one.troubledUntil, two.troubledUntil, world.network.cut(one, two))
        if world.now < limit + excusedNanoseconds || world.network.isCut(one, two) { return true }
        if world.isIsolated(one) || world.isIsolated(two) { return true }
        guard let began = other.fetchBegan else { return false }
        return one.surroundings.history.current.number >= began.view + 8
    }
}
