internal import Mirroring

/// What a node tells another of an object before its bytes.
struct PeerHead: Sendable {
    var answer: AnswerHead
    /// From its store, rather than by a fill.
    var isHit: Bool
}
