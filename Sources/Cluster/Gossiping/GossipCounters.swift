/// What a gossip loop has seen, for metrics and tests.
package struct GossipCounters: Sendable, Equatable {
    package internal(set) var datagramsSent = 0
    package internal(set) var datagramsReceived = 0
    /// Bytes of the datagrams that were sent, seal and all, without UDP and IP.
    package internal(set) var bytesSent = 0
    package internal(set) var bytesReceived = 0
    /// Datagrams, or frames of streams, that are none after their seal was opened.
    package internal(set) var malformed = 0
    /// Datagrams without a seal, or longer than any.
    package internal(set) var unsealed = 0
    /// Datagrams sealed with a key that this node does not have.
    package internal(set) var unknownKey = 0
    /// Datagrams whose seal does not hold.
    package internal(set) var forged = 0
    /// Datagrams that came a second time.
    package internal(set) var repeated = 0
    /// Datagrams of another cluster.
    package internal(set) var foreign = 0
    /// Events dropped because too many waited.
    package internal(set) var overflowed = 0
    /// Datagrams that the system did not take.
    package internal(set) var unsent = 0
    /// Errors of the socket that ended nothing.
    package internal(set) var socketErrors = 0
    /// Streams begun, accepted and refused for their number.
    package internal(set) var streamsCalled = 0
    package internal(set) var streamsAccepted = 0
    package internal(set) var streamsRefused = 0
    /// Streams that did not come to their last frame.
    package internal(set) var streamsFailed = 0
    /// Objections of this node to being thought gone; many mean that it is slow.
    package internal(set) var refutations = 0
    /// Saves of the incarnation that failed.
    package internal(set) var unsaved = 0

    package init() {}
}
