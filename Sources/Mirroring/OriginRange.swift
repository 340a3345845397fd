/// A range of bytes to ask an origin for.
package struct OriginRange: Sendable, Equatable {
    package var first: UInt64
    /// Inclusive; nil means to the end.
    package var last: UInt64?

    package init(first: UInt64, last: UInt64?) {
        self.first = first
        self.last = last
    }

    /// The value of the `Range` field.
    package var fieldValue: String { "bytes=\(first)-\(last.map(String.init) ?? "")" }
}
