internal import Determinism
internal import Fetch
internal import Mirroring
internal import Routing

/// Where a fill stands: what its `FillDriver` keeps between two steps, on the fetch thread.
struct FillState: ~Copyable {
    /// From when the origin is asked; until then the route is what decides.
    var plan: FillPlan?
    var seat: OriginSeat?
    /// Brings what another member has of the object before the origin is asked.
    var begin: PeerExchange?
    var spool: FillSpool
    /// What is on its way into the store; nil where nothing will be stored.
    var upload: (any FillUpload)?
    var answer: AnswerHead?
    /// The head is out: it was not held back, or long enough.
    var isAnswered = false
    /// Bytes this fill will bring, once known.
    var length: UInt64?
    /// Bytes of this fill in the spool, from its first byte on.
    var written: UInt64 = 0
    /// Bytes that others had brought before the plan began.
    var planBase: UInt64 = 0
    /// Bytes of the current answer still to be thrown away before new ones begin.
    var discard: UInt64 = 0
    /// Readers will be told of new bytes when the present burst of the fetch is through.
    var isPublishDue = false
    /// Bandwidth granted and not yet used.
    var credit: UInt64 = 0
    /// A window from its first byte on, which is let go of before a thread could read it back.
    var hashesInline = false
    /// Not to be stored: only what the slowest follower still needs is kept.
    var keepsWindow = false
    var isPausedForWindow = false
    /// A look at a full window is scheduled; one at a time.
    var isPollDue = false
    /// The disk is full: going on is of no use before something was let go of.
    var starvedSince: Instant?
    var isOver = false

    init(spool: consuming FillSpool) {
        self.spool = spool
    }
}
