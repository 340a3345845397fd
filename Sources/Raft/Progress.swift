import Determinism

/// What the leader knows of one follower, and how it sends to it.
///
///     probe ──accepted──► replicate ──rejected, unreachable──► probe
///       └──next entry is compacted──► snapshot ──accepted──► replicate
///
/// Probe sends one append a heartbeat until it learns where the logs match; replicate sends
/// optimistically within the in-flight limits; snapshot sends one part at a time.
struct Progress: Sendable {
    enum State: Sendable, Equatable {
        case probe
        case replicate
        case snapshot
    }

    /// A snapshot on its way to the follower.
    struct Outgoing: Sendable {
        /// Nil until the shell has begun one.
        var identity: SnapshotIdentity?
        /// What the follower has.
        var offset: UInt64 = 0
        /// The shell was asked for a part and has not answered.
        var awaitsPart = true
        var sentAt: Instant
        /// The snapshot holds all up to here; what follows is needed after it.
        var floor: LogIndex
    }

    let id: NodeID
    var state = State.probe
    /// The follower's disk holds our log up to here.
    var match: LogIndex = 0
    /// The next entry to send; always above `match`.
    var next: LogIndex
    var inflight = Inflight()
    /// In probe: an append is out and nothing came back yet.
    var isPaused = false
    /// The shell was asked for old entries and has not answered.
    var awaitsEntries = false
    var outgoing: Outgoing?
    /// A snapshot brought it to `match` and it has not caught up since: what follows `match` is not
    /// to be compacted before it is sent, or the next snapshot would begin, and so on without end.
    var holdsLog = false
    var lastContact: Instant
    /// The newest round of read confirmation that it answered.
    var round: UInt64 = 0
    /// The commit index it was last told.
    var toldCommit: LogIndex = 0

    /// Whether it replicates as fast as the log grows: the last round of catching up, from seeing
    /// the log's end to reaching it, took no longer than an election timeout (dissertation §4.2.1).
    private(set) var isCaughtUp = false
    private var roundTarget: LogIndex
    private var roundStarted: Instant

    init(id: NodeID, last: LogIndex, now: Instant, lastContact: Instant) {
        self.id = id
        next = last + 1
        self.lastContact = lastContact
        roundTarget = last
        roundStarted = now
    }

    /// Judges the present round of catching up when its target is reached, and begins the next.
    mutating func updateCatchUp(last: LogIndex, now: Instant, electionTimeout: Duration) {
        guard match >= roundTarget else {
            if isCaughtUp, now.duration(since: roundStarted) > electionTimeout {
                isCaughtUp = false
            }
            return
        }
        isCaughtUp = now.duration(since: roundStarted) <= electionTimeout || match == last
        roundTarget = last
        roundStarted = now
    }

    mutating func becomeProbe() {
        state = .probe
        next = match + 1
        isPaused = false
        outgoing = nil
        inflight.removeAll()
    }

    mutating func becomeReplicate() {
        if state == .snapshot { holdsLog = true }
        state = .replicate
        next = max(next, match + 1)
        isPaused = false
        outgoing = nil
        inflight.removeAll()
    }

    mutating func becomeSnapshot(applied: LogIndex, now: Instant) {
        state = .snapshot
        holdsLog = false
        outgoing = Outgoing(sentAt: now, floor: applied)
        inflight.removeAll()
    }
}
