/// How full the file system of the store is.
package struct StorageSpace: Sendable, Equatable {
    /// What an unprivileged process may still write, in bytes.
    package let availableBytes: UInt64
    /// The size of the file system, in bytes.
    package let totalBytes: UInt64
}
