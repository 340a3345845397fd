/// One thing a connection of the scripted origin does, in order.
enum OriginStep: Sendable {
    case bytes([UInt8])
    /// A range of a body, raw or each piece as a chunk of the chunked coding.
    case body(BodySource, Range<UInt64>, pace: Pace?, chunked: Bool)
    case event(OriginEvent)
}
