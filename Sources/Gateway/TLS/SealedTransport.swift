internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// What is different for a connection under TLS: files are read piece by piece, as the kernel cannot
/// seal what `sendfile` would send, and there is a way to close without a farewell.
final class SealedTransport {
    /// One piece is in memory for each connection that sends a file.
    private static let pieceBytes = 256 << 10

    private let handler: NIOSSLServerHandler
    private let files: NIOThreadPool

    init(_ security: ListenerSecurity) {
        handler = NIOSSLServerHandler(context: security.certificate.context)
        files = security.files
    }

    /// Puts TLS before what was in the pipeline.
    func add(to pipeline: ChannelPipeline) throws {
        try pipeline.syncOperations.addHandler(handler, position: .first)
    }

    /// Closes without the message that says that all was sent (RFC 8446 section 6.1), so that nobody
    /// can take what he has for the whole.
    func closeAtOnce(_ context: ChannelHandlerContext) {
        do {
            try context.pipeline.syncOperations.context(handler: handler).close(promise: nil)
        } catch {
            // The handler leaves with its channel.
            context.close(promise: nil)
        }
    }

    /// Sends a stretch of a file.
    ///
    /// - Parameter write: sends bytes and calls back when they have left, or with false.
    func send(
        _ region: FileRegion,
        on loop: any EventLoop,
        write: @escaping (ByteBuffer, @escaping (Bool) -> Void) -> Void,
        completion: @escaping (Bool) -> Void
    ) {
        let count = min(region.readableBytes, Self.pieceBytes)
        guard count > 0 else { return completion(true) }
        files.runIfActive(eventLoop: loop) { try Self.read(region, count) }
            .assumeIsolated()
            .whenComplete { [self] result in
                guard case .success(let bytes) = result, let bytes else { return completion(false) }
                write(bytes) { [self] sent in
                    guard sent else { return completion(false) }
                    var rest = region
                    rest.moveReaderIndex(forwardBy: count)
                    send(rest, on: loop, write: write, completion: completion)
                }
            }
    }

    /// So many bytes from the beginning of a stretch; nil where the file is shorter.
    private static func read(_ region: FileRegion, _ count: Int) throws -> ByteBuffer? {
        try region.fileHandle.withUnsafeFileDescriptor { descriptor in
            var bytes = ByteBuffer()
            while bytes.readableBytes < count {
                let offset = region.readerIndex + bytes.readableBytes
                let wanted = count - bytes.readableBytes
                let read = bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) {
                    max(pread(descriptor, $0.baseAddress, wanted, off_t(offset)), 0)
                }
                guard read > 0 else { return nil }
            }
            return bytes
        }
    }
}
