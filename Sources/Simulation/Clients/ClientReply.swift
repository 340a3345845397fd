/// What a node answers.
struct ClientReply: Sendable {
    enum Result: Sendable {
        case done(Reply)
        /// Not done here; perhaps another node can.
        case refused(leader: Int?)
    }

    var number: UInt64
    var result: Result
}
