/// What a client sends to a node.
struct ClientRequest: Sendable {
    enum Kind: Sendable {
        case write(Command)
        case read(key: Int)
    }

    var client: Int
    /// Counts a client's sendings, so that it knows which one is answered.
    var number: UInt64
    var kind: Kind
}
