/// What a node tells another of an object before its bytes.
package struct PeerHead: Sendable {
    package var answer: AnswerHead
    /// From its store, rather than by a fill.
    package var isHit: Bool

    package init(answer: AnswerHead, isHit: Bool) {
        self.answer = answer
        self.isHit = isHit
    }
}
