/// What a reader does with the bytes of a body.
package enum BodySink: Sendable {
    /// Keeps them; the bytes of errors are kept as well.
    case collect
    /// Compares them on the fly with what they should be from an offset on, and drops them.
    case compare(BodySource, from: UInt64)
    case discard

    /// Compares with a whole body.
    package static func compare(_ source: BodySource) -> BodySink {
        .compare(source, from: 0)
    }
}
