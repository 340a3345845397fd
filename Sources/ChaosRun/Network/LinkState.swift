/// What happens to what one node sends to another.
struct LinkState: Sendable, Equatable {
    /// Nothing passes; what is sent waits, as in a connection whose segments are lost.
    var isCut = false
    /// Added to each piece, in milliseconds.
    var delayMilliseconds = 0
    /// Packets that are lost, in percent; of what passes a relay nothing can be.
    var lossPercent = 0

    static let whole = LinkState()
}
