internal import NIOCore
internal import NIOPosix
internal import Objects
internal import S3

/// Copies a range of an object into a file of its own, for a part of an upload.
///
/// The bytes have to be read in any case, for the part's entity tag is their MD5. It goes by steps,
/// each a job of the pool, so that other work comes in between; memory is one piece.
final class PartCopier: Sendable {
    private static let pieceBytes = 1 << 20
    private static let piecesPerStep = 16

    private let source: CopiedSource
    private let range: Range<UInt64>
    private let services: GatewayServices
    private let writer: UploadWriter

    init(
        _ source: CopiedSource,
        range: Range<UInt64>,
        services: GatewayServices,
        algorithm: ChecksumAlgorithm?
    ) {
        self.source = source
        self.range = range
        self.services = services
        writer = UploadWriter(
            store: services.store,
            shape: UploadShape(memoryBytes: 0, algorithm: algorithm),
            fields: nil
        )
    }

    /// Copies all; the completion comes on the event loop.
    func run(
        on loop: any EventLoop,
        completion: @escaping (Result<UploadResult, any Error>) -> Void
    ) {
        step(from: range.lowerBound, on: loop, completion)
    }

    private func step(
        from offset: UInt64,
        on loop: any EventLoop,
        _ completion: @escaping (Result<UploadResult, any Error>) -> Void
    ) {
        services.blocking.runIfActive(eventLoop: loop) { [self] in try copy(from: offset) }
            .assumeIsolated()
            .whenComplete { [self] result in
                switch result {
                case .success(let next) where next < range.upperBound:
                    step(from: next, on: loop, completion)
                case .success: completion(.success(writer.finish()))
                case .failure(let error):
                    writer.discard()
                    completion(.failure(error))
                }
            }
    }

    /// Copies the next pieces; gives back where the following begin.
    private func copy(from offset: UInt64) throws -> UInt64 {
        var offset = offset
        for _ in 0..<Self.piecesPerStep where offset < range.upperBound {
            let piece = try read(at: offset)
            try writer.append(piece)
            offset += UInt64(piece.readableBytes)
        }
        return offset
    }

    /// A piece of the source, which lies in one file.
    private func read(at offset: UInt64) throws -> ByteBuffer {
        let count = Int(min(UInt64(Self.pieceBytes), range.upperBound - offset))
        switch source.body {
        case .inline(let bytes):
            return ByteBuffer(bytes: bytes[Int(offset)..<Int(offset) + count])
        case .file(let id): return try read(id, at: offset, count)
        case .segments(let segments):
            var start: UInt64 = 0
            for segment in segments {
                let end = start + segment.size
                if offset < end {
                    let available = min(UInt64(count), end - offset)
                    return try read(segment.file, at: offset - start, Int(available))
                }
                start = end
            }
            throw ObjectStoreError.corruptedRecord
        }
    }

    private func read(_ id: FileID, at offset: UInt64, _ count: Int) throws -> ByteBuffer {
        let file = try services.store.source(id)
        var buffer = ByteBuffer()
        let read = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            try file.read(
                into: UnsafeMutableRawBufferPointer(rebasing: target[..<count]),
                at: offset
            )
        }
        guard read == count else {
            throw ObjectStoreError.sizeMismatch(record: UInt64(count), body: UInt64(read))
        }
        return buffer
    }
}
