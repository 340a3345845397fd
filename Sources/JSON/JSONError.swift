/// Why bytes are not the JSON text they should be, and at which byte.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, in a few words.
    package var reason: String
    /// The offset of the first byte that does not fit.
    package var offset: Int

    package init(_ reason: String, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    package var description: String { "invalid JSON at byte \(offset): \(reason)" }
}
