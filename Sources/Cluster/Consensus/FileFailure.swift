/// A call on a file that failed.
package struct FileFailure: Error, Sendable, Equatable {
    package let operation: String
    package let path: String
    /// The errno.
    package let code: Int32
}
