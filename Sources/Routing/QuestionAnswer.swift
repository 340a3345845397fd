/// The answer to a ``Question``.
package enum QuestionAnswer: Sendable, Equatable {
    /// Neither; nor will this node begin a fill of a path that is not its own in the asker's view.
    case nothing
    /// One of them: open a stream that attaches.
    case here
    /// This node reads it from that member.
    case elsewhere(String)
    /// The asker's view is old; the number of this node's newest.
    case moved(view: UInt64)
}
