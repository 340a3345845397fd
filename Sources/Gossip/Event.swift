/// Everything that can happen to a node besides the passing of time.
///
/// The shell gives what arrived before the step in one list: a process that did not run for a while
/// must hear what was said meanwhile before it judges by the clock.
package enum Event: Sendable {
    /// A datagram arrived, its seal opened and its bytes decoded.
    case received(Datagram, from: Address)
    /// A frame arrived on a stream that another node began; `token` is the shell's number for the
    /// stream. The answer is `Ready.replies` with the same token, in this step or later.
    case asked(token: UInt64, frame: Frame, from: Address)
    /// A frame arrived on a stream of `Ready.exchanges`.
    case answered(exchange: UInt64, frame: Frame)
    /// A stream of `Ready.exchanges` could not be made or ended before the last frame.
    case failed(exchange: UInt64)
    /// This node's metadata changed; at most `Limits.metadataBytes` bytes.
    case metadata([UInt8])
    /// The seeds from now on: names lead to other addresses in time, and members come and go.
    case seeds([Address])
    /// Leave the cluster; ends with `Ready.hasLeft`.
    case leave
}
