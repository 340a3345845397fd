/// What a peer transport has seen, for metrics and tests.
package struct PeerCounters: Sendable, Equatable {
    /// Connections ended because of what they sent.
    package internal(set) var malformed = 0
    /// Connections ended because the other side is of another cluster or another node than it
    /// should be.
    package internal(set) var refused = 0
    /// Connections ended because the other side has no cluster key of this node, or broke off the
    /// handshake.
    package internal(set) var unauthenticated = 0
    /// Messages dropped because too many waited or nobody was connected.
    package internal(set) var dropped = 0
    /// Why a connection was refused last, with the ids of both sides.
    package internal(set) var lastRefusal: String?

    package init() {}
}
