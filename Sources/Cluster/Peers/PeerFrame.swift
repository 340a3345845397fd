internal import Catalog
internal import Raft
internal import Wire

/// What goes over a connection between nodes: a length of 4 bytes, a tag, the content.
enum PeerFrame: Sendable {
    case hello(PeerHello)
    /// The other side is not welcome, in words for its operator; the connection ends.
    case refusal(String)
    case message(Message)
    case write(number: UInt64, command: [UInt8])
    case answer(number: UInt64, ForwardOutcome)

    private static let reasonBytes = 400

    /// The frame without its length.
    var encoded: [UInt8] {
        var writer = WireWriter(reservingCapacity: 128)
        switch self {
        case .hello(let hello):
            writer.uint8(1)
            hello.encode(into: &writer)
        case .refusal(let reason):
            writer.uint8(2)
            writer.text(reason)
        case .message(let message):
            writer.uint8(3)
            MessageEncoder.encode(message, into: &writer)
        case .write(let number, let command):
            writer.uint8(4)
            writer.uint64(number)
            writer.sized(command)
        case .answer(let number, let outcome):
            writer.uint8(5)
            writer.uint64(number)
            ForwardOutcomeCodec.encode(outcome, into: &writer)
        }
        return writer.bytes
    }

    init(decoding bytes: [UInt8], limits: Limits) throws(WireError) {
        var reader = WireReader(bytes)
        switch try reader.uint8() {
        case 1: self = .hello(try PeerHello(decoding: &reader))
        case 2: self = .refusal(try reader.text(limit: Self.reasonBytes))
        case 3: self = .message(try MessageDecoder(limits: limits).decode(&reader))
        case 4:
            let number = try reader.uint64()
            self = .write(number: number, command: try reader.sized(limit: limits.commandBytes))
        case 5:
            let number = try reader.uint64()
            self = .answer(number: number, try ForwardOutcomeCodec.decode(&reader))
        case let tag: throw .invalid(field: "peer frame", value: UInt64(tag))
        }
        try reader.finish()
    }
}
