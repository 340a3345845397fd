/// What a route asks of its shell; a step's actions are carried out in their order.
package enum RouteAction: Sendable, Equatable {
    /// Open a stream from this member; there is none open.
    case open(StreamRequest)
    /// End the stream that is open; nothing more of it is told to the route.
    case close
    /// Put this question to all of these members.
    case ask([String], Question)
    /// No answer to questions is told to the route from here on.
    case stopAsking
    /// Fetch from the origin: from its first byte, or the rest of what is here.
    case fetch(from: UInt64, version: ObjectVersion?)
    /// No member has it, and there is no origin.
    case absent
    /// This path belongs to somebody else now: nodes that read along are told the number of the
    /// view, and the route goes on for the node's own readers.
    case yield(view: UInt64)
    /// Nodes that read along are told to read from this member themselves, but for those that
    /// cannot reach it.
    case refer(to: String)
    case complete
    case fail(RouteFailure)
}
