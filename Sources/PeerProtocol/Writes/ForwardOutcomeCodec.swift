internal import Catalog
internal import Raft
internal import Wire

/// The answer to a write that was passed on, as bytes.
enum ForwardOutcomeCodec {
    private enum Outcome: UInt8 {
        case done = 1
        case notLeader = 2
        case lost = 3
        case refused = 4
    }

    private enum Reason: UInt8 {
        case noQuorum = 1
        case overloaded = 2
        case diskFull = 3
        case tooLarge = 4
        case storage = 5
        case stalled = 6
    }

    private static let textBytes = 1_024

    static func encode(_ outcome: ForwardOutcome, into writer: inout WireWriter) {
        switch outcome {
        case .done(let result, let index):
            writer.uint8(Outcome.done.rawValue)
            writer.variable(index)
            result.encode(into: &writer)
        case .notLeader, .notSent: writer.uint8(Outcome.notLeader.rawValue)
        case .lost: writer.uint8(Outcome.lost.rawValue)
        case .refused(let error):
            writer.uint8(Outcome.refused.rawValue)
            encode(error, into: &writer)
        }
    }

    static func decode(_ reader: inout WireReader) throws(WireError) -> ForwardOutcome {
        let byte = try reader.uint8()
        guard let kind = Outcome(rawValue: byte) else {
            throw .invalid(field: "outcome", value: UInt64(byte))
        }
        switch kind {
        case .done:
            let index = try EntryCodec.decodeNumber(&reader)
            return .done(try CommandResult(decoding: &reader), index)
        case .notLeader: return .notLeader
        case .lost: return .lost
        case .refused: return .refused(try error(&reader))
        }
    }

    private static func encode(_ error: ControlPlaneError, into writer: inout WireWriter) {
        switch error {
        case .noQuorum: writer.uint8(Reason.noQuorum.rawValue)
        case .overloaded: writer.uint8(Reason.overloaded.rawValue)
        case .diskFull: writer.uint8(Reason.diskFull.rawValue)
        // A node that ends has not done it, or nobody will know: the same as no quorum.
        case .closed: writer.uint8(Reason.noQuorum.rawValue)
        case .tooLarge(let bytes):
            writer.uint8(Reason.tooLarge.rawValue)
            writer.variable(UInt64(bytes))
        case .stalled: writer.uint8(Reason.stalled.rawValue)
        case .storage(let text):
            writer.uint8(Reason.storage.rawValue)
            writer.sized(text.utf8.prefix(textBytes))
        }
    }

    private static func error(_ reader: inout WireReader) throws(WireError) -> ControlPlaneError {
        let byte = try reader.uint8()
        guard let reason = Reason(rawValue: byte) else {
            throw .invalid(field: "error", value: UInt64(byte))
        }
        switch reason {
        case .noQuorum: return .noQuorum
        case .overloaded: return .overloaded
        case .diskFull: return .diskFull
        case .tooLarge: return .tooLarge(bytes: Int(clamping: try reader.variable()))
        case .stalled: return .stalled
        case .storage:
            let text = try reader.sized(limit: textBytes)
            // The cut may have split a character.
            return .storage(String(decoding: text, as: UTF8.self))
        }
    }
}
