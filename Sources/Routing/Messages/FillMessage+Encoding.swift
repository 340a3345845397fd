package import Wire

extension FillMessage {
    /// Appends the message as docs/protocols/peer.md lays it out: a tag, then the fields.
    ///
    /// A body is for the owner of its bytes to frame, after its tag.
    package func encode(into writer: inout WireWriter) {
        switch self {
        case .question(let path, let question):
            writer.uint8(FillMessageTag.question.rawValue)
            writer.sized(path)
            writer.variable(question.view)
            writer.optional(question.rank) { $0.variable(UInt64($1)) }
        case .read(let read):
            writer.uint8(FillMessageTag.read.rawValue)
            read.encode(into: &writer)
        case .delete(let paths):
            writer.uint8(FillMessageTag.delete.rawValue)
            writer.variable(UInt64(paths.count))
            for path in paths { writer.sized(path) }
        case .list(let list):
            writer.uint8(FillMessageTag.list.rawValue)
            list.encode(into: &writer)
        case .head(let head):
            writer.uint8(FillMessageTag.head.rawValue)
            head.encode(into: &writer)
        case .body: preconditionFailure("a body is framed without a copy")
        case .answer, .beat, .end, .moved, .elsewhere, .unready, .absent, .changed, .refused,
            .leaving, .stored, .deleted, .page, .failed:
            encodeAnswer(into: &writer)
        }
    }

    private func encodeAnswer(into writer: inout WireWriter) {
        switch self {
        case .beat: writer.uint8(FillMessageTag.beat.rawValue)
        case .end: writer.uint8(FillMessageTag.end.rawValue)
        case .moved(let view), .answer(.moved(let view)):
            writer.uint8(FillMessageTag.moved.rawValue)
            writer.variable(view)
        case .elsewhere(let name), .answer(.elsewhere(let name)):
            writer.uint8(FillMessageTag.elsewhere.rawValue)
            writer.text(name)
        case .unready: writer.uint8(FillMessageTag.unready.rawValue)
        case .absent, .answer(.nothing): writer.uint8(FillMessageTag.absent.rawValue)
        case .changed: writer.uint8(FillMessageTag.changed.rawValue)
        case .refused(let failure):
            writer.uint8(FillMessageTag.refused.rawValue)
            failure.encode(into: &writer)
        case .leaving: writer.uint8(FillMessageTag.leaving.rawValue)
        case .answer(.here): writer.uint8(FillMessageTag.here.rawValue)
        case .stored: writer.uint8(FillMessageTag.stored.rawValue)
        case .deleted: writer.uint8(FillMessageTag.deleted.rawValue)
        case .page(let page):
            writer.uint8(FillMessageTag.page.rawValue)
            page.encode(into: &writer)
        case .failed(let text):
            writer.uint8(FillMessageTag.failed.rawValue)
            writer.sized(text.utf8.prefix(FillMessageLimits.textBytes))
        case .question, .read, .delete, .list, .head, .body:
            preconditionFailure("not an answer: \(self)")
        }
    }
}
