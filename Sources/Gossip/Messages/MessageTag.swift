/// The byte that tells the kinds of message apart on the wire.
enum MessageTag: UInt8, CaseIterable {
    case ping = 1
    case pingRequest = 2
    case acknowledgement = 3
    case negativeAcknowledgement = 4
    case alive = 5
    case suspect = 6
    case dead = 7
    case left = 8
    case conflict = 9

    init(_ message: Message) {
        self =
            switch message {
            case .ping: .ping
            case .pingRequest: .pingRequest
            case .acknowledgement: .acknowledgement
            case .negativeAcknowledgement: .negativeAcknowledgement
            case .alive: .alive
            case .suspect: .suspect
            case .dead: .dead
            case .left: .left
            case .conflict: .conflict
            }
    }
}
