import Gossip

/// A stream between two processes of a virtual world.
struct StreamLink {
    var initiator: Int
    var epoch: Int
    var exchange: UInt64
    var responder: Int
}
