/// What a fill is to do next; a step's actions are carried out in their order.
package enum FillAction: Sendable, Equatable {
    /// Begin this transfer. There is none under way.
    case request(OriginRequest)
    /// Send `.timer` after this span.
    case wait(Duration)
    /// The head is good: its body follows from byte 0 of what was asked for.
    case accept(AcceptedHead)
    /// A later transfer goes on where the broken one stopped, once this many bytes of its body
    /// have been dropped. The size may have become known.
    case resumed(discarding: UInt64, size: UInt64?)
    /// The object turned out not to be storable; go on delivering.
    case doNotStore(NotStoredReason)
    /// End the transfer under way; nothing more of it is told to the plan.
    case stopFetch
    /// All bytes are there. `verifiable` is false where only a closed connection said so.
    case complete(verifiable: Bool)
    /// The end. After `accept` readers are reset, never ended cleanly.
    case fail(MissFailure)
}
