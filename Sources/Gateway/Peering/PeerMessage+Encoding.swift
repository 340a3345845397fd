internal import Hashing
internal import Mirroring
internal import NIOCore
internal import Routing
internal import Wire

// The layout of messages is docs/routing.md's: a tag, then the fields.
extension PeerMessage {
    /// The frame: its length in 4 bytes, then the message.
    func frame(_ allocator: ByteBufferAllocator) -> ByteBuffer {
        if case .body(let bytes) = self {
            var frame = allocator.buffer(capacity: bytes.readableBytes + 5)
            frame.writeInteger(UInt32(bytes.readableBytes + 1))
            frame.writeInteger(UInt8(6))
            frame.writeImmutableBuffer(bytes)
            return frame
        }
        var writer = WireWriter()
        encode(into: &writer)
        var frame = allocator.buffer(capacity: writer.bytes.count + 4)
        frame.writeInteger(UInt32(writer.bytes.count))
        frame.writeBytes(writer.bytes)
        return frame
    }

    private func encode(into writer: inout WireWriter) {
        switch self {
        case .question(let path, let question):
            writer.uint8(1)
            writer.sized(path)
            writer.variable(question.view)
            writer.optional(question.rank) { $0.variable(UInt64($1)) }
        case .read(let read):
            writer.uint8(2)
            read.encode(into: &writer)
        case .delete(let paths):
            writer.uint8(3)
            writer.variable(UInt64(paths.count))
            for path in paths { writer.sized(path) }
        case .list(let list):
            writer.uint8(4)
            list.encode(into: &writer)
        case .head(let head):
            writer.uint8(5)
            head.encode(into: &writer)
        case .body: preconditionFailure("a body is framed without a copy")
        case .answer, .beat, .end, .moved, .elsewhere, .unready, .absent, .changed, .refused,
            .leaving, .stored, .deleted, .page, .failed:
            encodeAnswer(into: &writer)
        }
    }

    private func encodeAnswer(into writer: inout WireWriter) {
        switch self {
        case .beat: writer.uint8(7)
        case .end: writer.uint8(8)
        case .moved(let view), .answer(.moved(let view)):
            writer.uint8(9)
            writer.variable(view)
        case .elsewhere(let name), .answer(.elsewhere(let name)):
            writer.uint8(10)
            writer.text(name)
        case .unready: writer.uint8(11)
        case .absent, .answer(.nothing): writer.uint8(12)
        case .changed: writer.uint8(13)
        case .refused(let failure):
            writer.uint8(14)
            failure.encode(into: &writer)
        case .leaving: writer.uint8(15)
        case .answer(.here): writer.uint8(16)
        case .deleted: writer.uint8(17)
        case .page(let page):
            writer.uint8(18)
            page.encode(into: &writer)
        case .stored: writer.uint8(20)
        case .failed(let text):
            writer.uint8(19)
            writer.sized(text.utf8.prefix(PeeringLimits.textBytes))
        case .question, .read, .delete, .list, .head, .body:
            preconditionFailure("not an answer: \(self)")
        }
    }
}

extension PeerRead {
    func encode(into writer: inout WireWriter) {
        writer.uint8(want.rawValue)
        writer.sized(path)
        switch request.intent {
        case .fetch(let rank):
            writer.uint8(1)
            writer.variable(UInt64(rank))
        case .attach(let rank):
            writer.uint8(2)
            writer.optional(rank) { $0.variable(UInt64($1)) }
        }
        writer.variable(request.view)
        writer.variable(request.offset)
        writer.optional(request.version) { $1.encode(into: &$0) }
        writer.variable(UInt64(request.unreachable.count))
        for name in request.unreachable { writer.text(name) }
        writer.optional(end) { $0.variable($1) }
        writer.optional(query) { $0.text($1) }
        writer.variable(UInt64(passed.count))
        for name in passed { writer.text(name) }
        writer.variable(mappingRevision)
    }
}

extension PeerList {
    func encode(into writer: inout WireWriter) {
        for part in [bucket, prefix, delimiter, after] { writer.sized(part) }
        writer.variable(UInt64(limit))
    }
}

extension PeerHead {
    func encode(into writer: inout WireWriter) {
        writer.bool(isHit)
        writer.optional(answer.size) { $0.variable($1) }
        writer.optional(answer.etag) { $0.text($1) }
        writer.uint64(UInt64(bitPattern: answer.modifiedMilliseconds))
        writer.sized(answer.headerBlock)
        writer.optional(answer.notStored) { $0.text($1) }
        writer.bool(answer.acceptsRanges)
        writer.optional(answer.validator) { $0.text($1.text) }
        writer.text(answer.fetcher)
        writer.variable(UInt64(answer.digests.expectations.count))
        for expectation in answer.digests.expectations {
            writer.bool(expectation.algorithm == .sha256)
            writer.sized(expectation.value)
            writer.text(expectation.source)
        }
    }
}

extension ObjectVersion {
    func encode(into writer: inout WireWriter) {
        writer.optional(validator) { $0.text($1) }
        writer.text(fetcher)
        writer.uint64(UInt64(bitPattern: modifiedMilliseconds))
        writer.optional(size) { $0.variable($1) }
    }
}

extension MissFailure {
    func encode(into writer: inout WireWriter) {
        writer.uint8(code.number)
        writer.sized(message.utf8.prefix(PeeringLimits.textBytes))
        writer.optional(originStatus) { $0.variable(UInt64(max($1, 0))) }
        writer.optional(retryAfterSeconds) { $0.variable(UInt64(max($1, 0))) }
        writer.optional(size) { $0.variable($1) }
    }
}

extension ListMerge.Page {
    func encode(into writer: inout WireWriter) {
        writer.variable(UInt64(entries.count))
        for entry in entries {
            writer.sized(entry.key)
            writer.variable(entry.size)
            writer.text(entry.etag)
            writer.uint64(UInt64(bitPattern: entry.modifiedMilliseconds))
        }
        writer.variable(UInt64(prefixes.count))
        for prefix in prefixes { writer.sized(prefix) }
        writer.optional(continueAfter) { $0.sized($1) }
    }
}
