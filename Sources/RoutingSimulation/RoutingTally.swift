/// What happened in runs, to see that they are worth something.
package struct RoutingTally: Sendable, Equatable {
    package var events = 0
    package var readers = 0
    package var complete = 0
    package var refused = 0
    package var originFetches = 0
    package var excusedFetches = 0
    package var resumptions = 0
    package var handOvers = 0
    package var views = 0
    package var deaths = 0
    package var cuts = 0

    package init() {}

    /// Adds the counts of another run.
    package mutating func add(_ other: RoutingTally) {
        events += other.events
        readers += other.readers
        complete += other.complete
        refused += other.refused
        originFetches += other.originFetches
        excusedFetches += other.excusedFetches
        resumptions += other.resumptions
        handOvers += other.handOvers
        views += other.views
        deaths += other.deaths
        cuts += other.cuts
    }
}
