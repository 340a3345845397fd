internal import Routing

/// A stream from one node's object or fill to the fill of another.
final class VirtualStream {
    let request: StreamRequest
    let asker: VirtualFill
    let askerIncarnation: Int
    let serverIncarnation: Int
    /// When the last thing came that the other side sent.
    var lastHeard: UInt64
    /// No message arrives before the one sent earlier.
    var arrivesAfter: UInt64 = 0
    /// A message was lost: nothing comes after it.
    var isTorn = false
    var isEnded = false
    var hasHead = false
    /// The asker has the head.
    var hasArrived = false
    /// Units sent so far, from the object's begin on.
    var sent: Int

    init(_ request: StreamRequest, asker: VirtualFill, server: VirtualNode, now: UInt64) {
        self.request = request
        self.asker = asker
        askerIncarnation = asker.node.incarnation
        serverIncarnation = server.incarnation
        lastHeard = now
        sent = Int(request.offset)
    }
}
