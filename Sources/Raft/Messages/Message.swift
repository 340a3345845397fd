/// Everything one node says to another; each kind has exactly the fields it needs.
package enum Message: Sendable, Hashable {
    case voteRequest(VoteRequest)
    case voteResponse(VoteResponse)
    case appendRequest(AppendRequest)
    case appendAccepted(AppendAccepted)
    case appendRejected(AppendRejected)
    case heartbeat(Heartbeat)
    case heartbeatResponse(HeartbeatResponse)
    case staleTerm(StaleTerm)
    case snapshotChunk(SnapshotChunk)
    case snapshotReceived(SnapshotReceived)
    case readRequest(ReadRequest)
    case readResponse(ReadResponse)
    case timeoutNow(TimeoutNow)

    /// The sender's term, or the one a probing candidate would have.
    package var term: Term {
        switch self {
        case .voteRequest(let message): message.term
        case .voteResponse(let message): message.term
        case .appendRequest(let message): message.term
        case .appendAccepted(let message): message.term
        case .appendRejected(let message): message.term
        case .heartbeat(let message): message.term
        case .heartbeatResponse(let message): message.term
        case .staleTerm(let message): message.term
        case .snapshotChunk(let message): message.term
        case .snapshotReceived(let message): message.term
        case .readRequest(let message): message.term
        case .readResponse(let message): message.term
        case .timeoutNow(let message): message.term
        }
    }
}
