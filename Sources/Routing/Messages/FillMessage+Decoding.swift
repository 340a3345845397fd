internal import Mirroring
package import Wire

extension FillMessage {
    /// Takes a message apart that is no body.
    ///
    /// - Parameters:
    ///   - number: its first byte; that of a body is refused here.
    ///   - reader: holds the rest of the frame.
    ///   - isQuestion: the exchange is a question, whose answers share tags with those to reads.
    /// - Throws: `WireError` also for bytes left over.
    package init(
        tag number: UInt8,
        _ reader: inout WireReader,
        isQuestion: Bool = false
    ) throws(WireError) {
        guard let tag = FillMessageTag(rawValue: number), tag != .body else {
            throw .invalid(field: "peer message", value: UInt64(number))
        }
        switch tag {
        case .question:
            let path = try reader.sized(limit: FillMessageLimits.pathBytes)
            let view = try reader.variable()
            self = .question(path: path, Question(view: view, rank: try reader.rank()))
        case .read: self = .read(try PeerRead(decoding: &reader))
        case .delete: self = .delete(paths: try reader.paths())
        case .list: self = .list(try PeerList(decoding: &reader))
        case .head: self = .head(try PeerHead(decoding: &reader))
        default: self = try Self.answer(tag, &reader, isQuestion: isQuestion)
        }
        try reader.finish()
    }

    private static func answer(
        _ tag: FillMessageTag,
        _ reader: inout WireReader,
        isQuestion: Bool
    ) throws(WireError) -> FillMessage {
        switch tag {
        case .beat: return .beat
        case .end: return .end
        case .moved:
            let view = try reader.variable()
            return isQuestion ? .answer(.moved(view: view)) : .moved(view: view)
        case .elsewhere:
            let name = try reader.text(limit: FillMessageLimits.nameBytes)
            return isQuestion ? .answer(.elsewhere(name)) : .elsewhere(name)
        case .unready: return .unready
        case .absent: return isQuestion ? .answer(.nothing) : .absent
        case .changed: return .changed
        case .refused: return .refused(try MissFailure(decoding: &reader))
        case .leaving: return .leaving
        case .here: return .answer(.here)
        case .deleted: return .deleted
        case .stored: return .stored
        case .page: return .page(try ListMerge.Page(decoding: &reader))
        case .failed: return .failed(try reader.lossyText())
        case .question, .read, .delete, .list, .head, .body:
            throw .invalid(field: "answer", value: UInt64(tag.rawValue))
        }
    }
}
