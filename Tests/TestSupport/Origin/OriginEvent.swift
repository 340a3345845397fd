/// What happens to an answer when its body has been sent up to an offset.
package enum OriginEvent: Sendable {
    /// Closes in order: the reader sees the end of the stream.
    case close
    /// Sends RST once the bytes before it have arrived.
    case reset
    /// Holds the rest until the test opens the gate.
    case gate(Gate)
}
