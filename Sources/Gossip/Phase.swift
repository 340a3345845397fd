/// Where a node stands in its life.
package enum Phase: Sendable, Hashable {
    /// Asks its seeds to be let in; says nothing else.
    case joining
    case member
    /// Tells that it goes.
    case leaving
    /// Refused or gone; does nothing any more.
    case stopped
}
