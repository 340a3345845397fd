/// What happens to a route.
package enum RouteEvent: Sendable, Equatable {
    case start
    /// A new view is in force, or a member died or came back.
    case surroundingsChanged
    /// The moment of `nextDeadline` has come.
    case timer
    /// A member answered a question.
    case answered(by: String, QuestionAnswer)
    /// A member could not be asked, or its connection ended.
    case unanswered(by: String)
    /// A member with a rank before this node's is deciding about the same path.
    case outranked(by: String)
    /// The stream's head: what the object is.
    case head(ObjectVersion)
    /// Bytes of the object that are here by now, from its first one on.
    case received(total: UInt64)
    /// Bytes came that this node cannot take yet: it is its own readers that are slow, until the next
    /// `received`.
    case held
    /// All bytes came, and the other side has verified them.
    case complete
    /// The other side does not serve this path in its view of this number.
    case moved(view: UInt64)
    /// The other side reads it from this member itself.
    case elsewhere(String)
    /// The other side has not caught up with the log.
    case unready
    /// The other side was to have the object or its fill, and has neither.
    case absent
    /// The other side failed, and will again: what it says is the answer.
    case refused
    /// The other side has another version of the object than bytes of which are here.
    case changed
    /// The other side died, cannot be reached, fell silent or is ending.
    case broken
}
