internal import NIOCore

/// Sends a stretch of a stored body's file, a chunk at a time, straight from the page cache.
final class StoredBodySender: ResponseSource {
    /// As large as nginx's `sendfile_max_chunk`: large enough to cost nothing, small enough that one
    /// fast reader does not keep an event loop.
    private static let chunkBytes: UInt64 = 2 << 20

    private let connection: HTTPConnection
    private let handle: SendfileHandle
    private var rest: Range<UInt64>
    private var isWriting = false
    private var isClosed = false

    init(_ connection: HTTPConnection, file: OpenFile, range: Range<UInt64>) {
        self.connection = connection
        handle = SendfileHandle(file.descriptor, owner: file)
        rest = range
    }

    /// Begins; the head of the answer is written already.
    func start() {
        connection.source = self
        sendNext()
    }

    func connectionClosed() {
        isClosed = true
        if !isWriting { handle.release() }
    }

    private func sendNext() {
        guard !rest.isEmpty else {
            handle.release()
            connection.finish()
            return
        }
        let end = min(rest.upperBound, rest.lowerBound + Self.chunkBytes)
        let region = handle.region(Int(rest.lowerBound)..<Int(end))
        rest = end..<rest.upperBound
        isWriting = true
        connection.write(.fileRegion(region)) { [self] sent in
            isWriting = false
            guard sent, !isClosed else {
                handle.release()
                return
            }
            sendNext()
        }
    }
}
