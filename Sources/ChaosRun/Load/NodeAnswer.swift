/// What a call of the admin API came to.
enum NodeAnswer: Sendable {
    case answer(status: Int, body: [UInt8])
    /// Nobody listens there, or the connection broke: the call may have taken effect.
    case broken
    /// Nothing came in time.
    case silent
}
