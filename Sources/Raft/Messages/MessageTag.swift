/// The number of each kind of message on the wire; never reused.
enum MessageTag: UInt8 {
    case voteRequest = 1
    case voteResponse = 2
    case appendRequest = 3
    case appendAccepted = 4
    case appendRejected = 5
    case heartbeat = 6
    case heartbeatResponse = 7
    case staleTerm = 8
    case snapshotChunk = 9
    case snapshotReceived = 10
    case readRequest = 11
    case readResponse = 12
    case timeoutNow = 13

    init(_ message: Message) {
        self =
            switch message {
            case .voteRequest: .voteRequest
            case .voteResponse: .voteResponse
            case .appendRequest: .appendRequest
            case .appendAccepted: .appendAccepted
            case .appendRejected: .appendRejected
            case .heartbeat: .heartbeat
            case .heartbeatResponse: .heartbeatResponse
            case .staleTerm: .staleTerm
            case .snapshotChunk: .snapshotChunk
            case .snapshotReceived: .snapshotReceived
            case .readRequest: .readRequest
            case .readResponse: .readResponse
            case .timeoutNow: .timeoutNow
            }
    }
}
