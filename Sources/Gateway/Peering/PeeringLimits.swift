/// The bounds of what nodes say to each other about objects, each with its reason.
enum PeeringLimits {
    /// A piece of a body: large enough that the cost of a piece does not count, small enough for
    /// many streams on one loop to take turns.
    static let pieceBytes = 256 << 10
    /// Bytes received and not yet written; then the connection is not read.
    static let pendingBytes = 1 << 20
    /// How often a node that serves a stream says that it lives, when it has nothing else to say.
    static let beat: Duration = .seconds(1)
    /// Silence after which a stream is given up: three beats.
    static let silence: Duration = .seconds(3)
    /// The same for a member that gossip holds to be dead or gone: two witnesses need less time than
    /// one, and a node that leaves in order is still heard.
    static let silenceOfDead: Duration = .seconds(2)
    /// How often it is looked whether a stream is silent.
    static let silenceLook: Duration = .milliseconds(500)
    /// The time in which a connection must stand.
    static let openPatience: Duration = .seconds(2)
    /// Connections kept for each member while nobody uses them.
    static let idleConnections = 32
    /// How much longer than its fetcher a reader's node waits, so that the fetcher's reason is told.
    static let patienceMargin: Duration = .seconds(5)
    /// How long members have for a delete or a list.
    static let callPatience: Duration = .seconds(10)
}
