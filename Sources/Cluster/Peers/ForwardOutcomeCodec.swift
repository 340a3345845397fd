internal import Catalog
internal import Raft
internal import Wire

/// The answer to a write that was passed on, as bytes.
enum ForwardOutcomeCodec {
    private static let textBytes = 1_024

    static func encode(_ outcome: ForwardOutcome, into writer: inout WireWriter) {
        switch outcome {
        case .done(let result, let index):
            writer.uint8(1)
            writer.variable(index)
            result.encode(into: &writer)
        case .notLeader, .notSent: writer.uint8(2)
        case .lost: writer.uint8(3)
        case .refused(let error):
            writer.uint8(4)
            encode(error, into: &writer)
        }
    }

    static func decode(_ reader: inout WireReader) throws(WireError) -> ForwardOutcome {
        switch try reader.uint8() {
        case 1:
            let index = try EntryCodec.decodeNumber(&reader)
            return .done(try CommandResult(decoding: &reader), index)
        case 2: return .notLeader
        case 3: return .lost
        case 4: return .refused(try error(&reader))
        case let tag: throw .invalid(field: "outcome", value: UInt64(tag))
        }
    }

    private static func encode(_ error: ControlPlaneError, into writer: inout WireWriter) {
        switch error {
        case .noQuorum: writer.uint8(1)
        case .overloaded: writer.uint8(2)
        case .diskFull: writer.uint8(3)
        // A node that ends has not done it, or nobody will know: the same as no quorum.
        case .closed: writer.uint8(1)
        case .tooLarge(let bytes):
            writer.uint8(4)
            writer.variable(UInt64(bytes))
        case .stalled: writer.uint8(6)
        case .storage(let text):
            writer.uint8(5)
            writer.sized(text.utf8.prefix(textBytes))
        }
    }

    private static func error(_ reader: inout WireReader) throws(WireError) -> ControlPlaneError {
        switch try reader.uint8() {
        case 1: return .noQuorum
        case 2: return .overloaded
        case 3: return .diskFull
        case 4: return .tooLarge(bytes: Int(clamping: try reader.variable()))
        case 5:
            let text = try reader.sized(limit: textBytes)
            // The cut may have split a character.
            return .storage(String(decoding: text, as: UTF8.self))
        case 6: return .stalled
        case let tag: throw .invalid(field: "error", value: UInt64(tag))
        }
    }
}
