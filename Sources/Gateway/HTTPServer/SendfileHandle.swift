internal import NIOCore

/// One sender's borrowed view of an open file, in the form that NIO's `sendfile` wants.
///
/// NIO's handle allows one user at a time, so each connection has one of its own over the shared
/// descriptor, and gives the descriptor back instead of closing it.
final class SendfileHandle {
    private let owner: any AnyObject & Sendable
    private let handle: NIOFileHandle
    private var isReleased = false

    /// - Parameter owner: Keeps the descriptor open; held until this object goes.
    init(_ descriptor: Int32, owner: any AnyObject & Sendable) {
        self.owner = owner
        handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor)
    }

    func region(_ range: Range<Int>) -> FileRegion {
        FileRegion(fileHandle: handle, readerIndex: range.lowerBound, endIndex: range.upperBound)
    }

    /// Ends the use; must come after the channel has let go of every region.
    ///
    /// A second call does nothing: a failed write and the close that follows it both end the use.
    func release() {
        guard !isReleased else { return }
        isReleased = true
        do {
            _ = try handle.takeDescriptorOwnership()
        } catch {
            preconditionFailure("a file region is still being sent: \(error)")
        }
    }
}
