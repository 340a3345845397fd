/// What a HEAD is to do next; a step's actions are carried out in their order.
package enum HeadAction: Sendable, Equatable {
    /// Begin this transfer. There is none under way.
    case request(OriginRequest)
    /// Send `.timer` after this span.
    case wait(Duration)
    /// End the transfer under way; nothing more of it is told to the plan.
    case stopFetch
    case answer(AcceptedHead)
    case fail(MissFailure)
}
