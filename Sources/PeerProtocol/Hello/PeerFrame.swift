package import Raft
package import Wire

/// What goes over a connection between nodes: a length of 4 bytes, a tag, the content.
package enum PeerFrame: Sendable {
    case hello(PeerHello)
    /// The other side is not welcome, in words for its operator; the connection ends.
    case refusal(String)
    /// What consensus says.
    case message(Message)
    /// A command for the leader to log; the number is the caller's.
    case write(number: UInt64, command: [UInt8])
    /// What became of the write of that number.
    case answer(number: UInt64, ForwardOutcome)

    private enum Tag: UInt8 {
        case hello = 1
        case refusal = 2
        case message = 3
        case write = 4
        case answer = 5
    }

    private static let reasonBytes = 400

    /// The frame without its length.
    package var encoded: [UInt8] {
        var writer = WireWriter(reservingCapacity: 128)
        switch self {
        case .hello(let hello):
            writer.uint8(Tag.hello.rawValue)
            hello.encode(into: &writer)
        case .refusal(let reason):
            writer.uint8(Tag.refusal.rawValue)
            writer.text(reason)
        case .message(let message):
            writer.uint8(Tag.message.rawValue)
            MessageEncoder.encode(message, into: &writer)
        case .write(let number, let command):
            writer.uint8(Tag.write.rawValue)
            writer.uint64(number)
            writer.sized(command)
        case .answer(let number, let outcome):
            writer.uint8(Tag.answer.rawValue)
            writer.uint64(number)
            ForwardOutcomeCodec.encode(outcome, into: &writer)
        }
        return writer.bytes
    }

    /// - Parameter limits: those of consensus, for its messages and for commands.
    /// - Throws: `WireError` for anything that `encoded` does not write.
    package init(decoding bytes: [UInt8], limits: Limits) throws(WireError) {
        var reader = WireReader(bytes)
        let byte = try reader.uint8()
        guard let tag = Tag(rawValue: byte) else {
            throw .invalid(field: "peer frame", value: UInt64(byte))
        }
        switch tag {
        case .hello: self = .hello(try PeerHello(decoding: &reader))
        case .refusal: self = .refusal(try reader.text(limit: Self.reasonBytes))
        case .message: self = .message(try MessageDecoder(limits: limits).decode(&reader))
        case .write:
            let number = try reader.uint64()
            self = .write(number: number, command: try reader.sized(limit: limits.commandBytes))
        case .answer:
            let number = try reader.uint64()
            self = .answer(number: number, try ForwardOutcomeCodec.decode(&reader))
        }
        try reader.finish()
    }
}
