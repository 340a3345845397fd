package import Mirroring

/// Everything that goes over a connection for fills; one exchange at a time.
///
/// - Parameter Bytes: what carries a piece of a body, which is not copied.
package enum FillMessage<Bytes: Sendable>: Sendable {
    // From who asks.
    case question(path: [UInt8], Question)
    case read(PeerRead)
    case delete(paths: [[UInt8]])
    case list(PeerList)

    // From who answers.
    case answer(QuestionAnswer)
    case head(PeerHead)
    case body(Bytes)
    /// The sender lives.
    case beat
    /// All bytes were sent, and they are verified.
    case end
    case moved(view: UInt64)
    case elsewhere(String)
    case unready
    case absent
    case changed
    /// The sender's fill failed, and that is the answer.
    case refused(MissFailure)
    /// The sender is ending.
    case leaving
    /// The store that all members share has it.
    case stored
    case deleted
    case page(ListMerge.Page)
    /// What was called did not work.
    case failed(String)

    /// Nothing more comes for this exchange.
    package var isLast: Bool {
        switch self {
        case .head, .body, .beat, .question, .read, .delete, .list: false
        default: true
        }
    }
}
