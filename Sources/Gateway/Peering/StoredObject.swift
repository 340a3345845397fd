internal import Glibc
internal import Mirroring
internal import NIOCore
internal import Objects
internal import Routing

/// An object of this node's store on its way to another member: what it is, and its bytes piece by
/// piece.
final class StoredObject {
    private enum Body {
        case bytes(ByteBuffer)
        case file(OpenFile)
        /// Several files, and what keeps them while they are read.
        case segments([BodySegment], BodyLease)
    }

    let head: AnswerHead
    private let body: Body
    private let store: DiskStore
    /// The segment that is open.
    private var open: (index: Int, file: OpenFile)?

    private init(_ head: AnswerHead, _ body: Body, _ store: DiskStore) {
        self.head = head
        self.body = body
        self.store = store
    }

    /// Nil where the store has no such object; throws what the store says.
    static func find(_ path: [UInt8], in store: DiskStore, node: String) throws -> StoredObject? {
        try path.withUnsafeBytes { path in
            try store.withObject(path: path) { view in
                let head = head(view, node)
                switch view.copiedBody() {
                case .inline(let bytes):
                    return StoredObject(head, .bytes(ByteBuffer(bytes: bytes)), store)
                case .file(let id):
                    let file = OpenFile(owning: try store.open(id))
                    return StoredObject(head, .file(file), store)
                case .segments(let segments):
                    guard let first = segments.first else { throw ObjectStoreError.gone }
                    let lease = try store.lease(first.file)
                    return StoredObject(head, .segments(segments, lease), store)
                }
            }
        }
    }

    private static func head(_ view: borrowing ObjectView, _ node: String) -> AnswerHead {
        var head = AnswerHead(
            size: view.size,
            etag: view.etag.isEmpty ? nil : view.etagText,
            modifiedMilliseconds: view.modifiedMilliseconds,
            headerBlock: Array(view.headerBlock)
        )
        head.fetcher = node
        let tag = HeaderBlock.value("x-amz-meta-origin-etag", in: head.headerBlock)
        head.validator = Validator.strong(
            in: OriginHead(
                status: 200,
                fields: tag.map { [HeaderField("ETag", $0)] } ?? [],
                contentLength: nil
            )
        )
        return head
    }

    /// Up to `count` bytes from an offset within the object; nil where they cannot be read.
    func piece(at offset: UInt64, count: Int, _ allocator: ByteBufferAllocator) -> ByteBuffer? {
        switch body {
        case .bytes(let bytes):
            return bytes.getSlice(at: bytes.readerIndex + Int(offset), length: count)
        case .file(let file):
            return FilePiece.read(file.descriptor, at: offset, count: count, allocator)
        case .segments(let segments, _):
            var start: UInt64 = 0
            for (index, segment) in segments.enumerated() {
                if offset < start + segment.size {
                    guard let file = file(index, segment) else { return nil }
                    let rest = Int(min(UInt64(count), start + segment.size - offset))
                    let within = offset - start
                    return FilePiece.read(file.descriptor, at: within, count: rest, allocator)
                }
                start += segment.size
            }
            return nil
        }
    }

    private func file(_ index: Int, _ segment: BodySegment) -> OpenFile? {
        if let open, open.index == index { return open.file }
        do throws(ObjectStoreError) {
            let file = OpenFile(owning: try store.open(segment.file))
            open = (index, file)
            return file
        } catch {
            return nil
        }
    }
}
