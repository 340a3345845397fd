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
    /// Bucket, slash and key, each at S3's limit.
    static let pathBytes = 63 + 1 + 1_024
    static let queryBytes = 8_192
    static let nameBytes = 255
    /// Names in one message: the members of a large cluster.
    static let names = 1_024
    /// Header lines of an object: S3 takes 8 KiB, ours add two.
    static let headerBytes = 64 << 10
    static let textBytes = 1_024
    /// Entries of a list's page.
    static let listEntries = 1_000
    /// Objects deleted by one message: half of what S3 takes in one request, so that it fits a frame
    /// whatever the keys.
    static let deletions = 500
    /// How long members have for a delete or a list.
    static let callPatience: Duration = .seconds(10)
}
