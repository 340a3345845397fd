internal import Glibc

/// A file descriptor that closes when the last user lets go.
package final class OpenFile: Sendable {
    package let descriptor: Int32

    /// Takes over an open descriptor.
    package init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}
