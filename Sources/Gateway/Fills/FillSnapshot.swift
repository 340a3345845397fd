internal import Mirroring
internal import NIOCore
internal import Objects
internal import Routing

/// A consistent look at a fill: what its followers may read, and whether more will come.
struct FillSnapshot: Sendable {
    /// Where the bytes are.
    enum Content: Sendable {
        case none
        /// An object small enough to be held back whole, verified.
        case memory(ByteBuffer)
        /// The spool file; byte 0 of the file is byte `FillSnapshot.firstByte` of the object.
        case file(TemporaryFile)
    }

    enum Outcome: Sendable {
        case running
        /// All bytes are there and verified.
        case complete
        case failed(MissFailure)
        /// The store had the object after all when the fill was about to begin: read it there.
        case alreadyStored
    }

    /// Where nodes that read along are sent.
    enum Direction: Sendable {
        /// The path is another's in the view of this number.
        case moved(view: UInt64)
        /// This node reads it from that member itself.
        case elsewhere(String)
    }

    var answer: AnswerHead?
    /// First byte of the object that this fill carries; 0 but for a range fetched on its own.
    var firstByte: UInt64 = 0
    /// Object offset before which bytes are gone; above 0 only where a window is kept.
    var windowStart: UInt64 = 0
    /// Object offset up to which bytes may be given out.
    var released: UInt64 = 0
    var content = Content.none
    var outcome = Outcome.running
    var direction: Direction?
    /// How often there was a new one.
    var directions = 0
    /// The bytes come from another node's store.
    var isHit = false
}
