import Determinism
import Raft
import Testing
import Wire

@Suite struct MessageCodecTests {
    private static let configuration = Configuration(
        voters: [NodeID(1), NodeID(2)],
        learners: [NodeID(9)]
    )

    static let examples: [Message] = {
        let position = LogPosition(index: 300, term: 7)
        let identity = SnapshotIdentity(
            position: position,
            configuration: configuration,
            token: 77
        )
        let entries = [
            Entry(index: 301, term: 7, payload: .empty),
            Entry(index: 302, term: 8, payload: .command([1, 2, 3])),
            Entry(index: 303, term: 8, payload: .configuration(configuration)),
        ]
        return [
            .voteRequest(VoteRequest(term: 8, ballot: .transfer, last: position)),
            .voteResponse(VoteResponse(term: 8, ballot: .probe, isGranted: true)),
            .appendRequest(
                AppendRequest(term: 8, previous: position, commit: 9, round: 4, entries: entries)
            ),
            .appendRequest(
                AppendRequest(term: 8, previous: .start, commit: 0, round: 0, entries: [])
            ),
            .appendAccepted(AppendAccepted(term: 8, match: 303, round: 4)),
            .appendRejected(AppendRejected(term: 8, previousIndex: 303, hint: position)),
            .heartbeat(Heartbeat(term: 8, commit: 300, round: 4)),
            .heartbeatResponse(HeartbeatResponse(term: 8, round: 4)),
            .staleTerm(StaleTerm(term: 8)),
            .snapshotChunk(
                SnapshotChunk(
                    term: 8,
                    identity: identity,
                    offset: 4,
                    isLast: true,
                    bytes: [4, 5]
                )
            ),
            .snapshotReceived(SnapshotReceived(term: 8, token: 77, nextOffset: 6)),
            .readRequest(ReadRequest(term: 8, batch: .max)),
            .readResponse(ReadResponse(term: 8, batch: 1, index: 300)),
            .timeoutNow(TimeoutNow(term: 8)),
        ]
    }()

    @Test(arguments: examples)
    func `each kind of message comes back as it was`(message: Message) throws {
        #expect(try MessageDecoder().decode(MessageEncoder.encode(message)) == message)
    }

    @Test(arguments: examples)
    func `a message cut short or with a byte too many is refused`(message: Message) {
        let bytes = MessageEncoder.encode(message)
        for count in 0..<bytes.count {
            #expect(throws: WireError.self) { try MessageDecoder().decode(Array(bytes[..<count])) }
        }
        #expect(throws: WireError.trailing(count: 1)) {
            try MessageDecoder().decode(bytes + [0])
        }
    }

    @Test func `another version is refused by name`() {
        var bytes = MessageEncoder.encode(.timeoutNow(TimeoutNow(term: 1)))
        bytes[0] = 2
        #expect(throws: WireError.invalid(field: "message version", value: 2)) {
            try MessageDecoder().decode(bytes)
        }
    }

    @Test func `a length beyond its limit is refused before its bytes are looked for`() {
        var writer = WireWriter()
        writer.uint8(1)
        writer.uint8(9)
        writer.variable(1)
        EntryCodec.encode(
            SnapshotIdentity(position: .start, configuration: .empty, token: 1),
            into: &writer
        )
        writer.variable(0)
        writer.bool(true)
        writer.variable(1 << 40)
        #expect(throws: WireError.tooLong(length: 1 << 40, limit: Limits().snapshotChunkBytes)) {
            try MessageDecoder().decode(writer.bytes)
        }
    }

    @Test func `numbers that arithmetic could overflow are refused`() {
        var writer = WireWriter()
        writer.uint8(1)
        writer.uint8(6)
        writer.variable(.max)
        writer.variable(0)
        writer.variable(0)
        #expect(throws: WireError.invalid(field: "number", value: .max)) {
            try MessageDecoder().decode(writer.bytes)
        }
    }

    @Test func `members out of order are refused, for one configuration has one encoding`() {
        var writer = WireWriter()
        writer.variable(2)
        writer.uint64(2)
        writer.uint64(1)
        writer.variable(0)
        var reader = WireReader(writer.bytes)
        #expect(throws: WireError.self) {
            try EntryCodec.decodeConfiguration(&reader, limits: Limits())
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `damaged messages are refused or read, and never stop the process`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var read = 0
        for _ in 0..<5_000 {
            guard let message = Self.examples.randomElement(using: &generator) else { continue }
            var bytes = MessageEncoder.encode(message)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
                case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                default: if bytes.count > 1 { bytes.remove(at: place) }
                }
            }
            guard let decoded = try? MessageDecoder().decode(bytes) else { continue }
            read += 1
            // What was understood means what it says: it survives another trip.
            #expect((try? MessageDecoder().decode(MessageEncoder.encode(decoded))) == decoded)
        }
        #expect(read > 0)
    }
}
