/// A key file that could not be read or replaced, with the reason of the system.
package struct KeyFileError: Error, Sendable, Hashable, CustomStringConvertible {
    package let path: String
    /// What was tried, such as `read`.
    package let operation: String
    package let reason: String

    package var description: String { "\(path) cannot be \(operation): \(reason)" }
}
