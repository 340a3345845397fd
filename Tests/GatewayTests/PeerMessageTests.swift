import Determinism
import HTTP1
import Hashing
import Mirroring
import NIOCore
import Routing
import S3
import Testing

@testable import Gateway

@Suite struct PeerMessageTests {
    private static let version = ObjectVersion(
        validator: "e\"1\"",
        fetcher: "n1",
        modifiedMilliseconds: -5,
        size: 9
    )

    private static let read = PeerRead(
        path: Array("films/ü".utf8),
        want: .body,
        request: StreamRequest(
            member: "",
            intent: .fetch(rank: 2),
            view: 300,
            offset: 1 << 40,
            version: version,
            unreachable: ["a", "b"]
        ),
        end: 1 << 41,
        query: "x=y",
        passed: ["m"],
        mappingRevision: 7
    )

    private static let head: PeerHead = {
        var answer = AnswerHead(
            size: 9,
            etag: "abc",
            modifiedMilliseconds: 5,
            headerBlock: Array("Content-Type: text/plain\r\n".utf8)
        )
        answer.fetcher = "n1"
        answer.validator = .entityTag("\"1\"")
        answer.digests = ExpectedDigests([
            ExpectedDigests.Expectation(
                algorithm: .md5,
                value: Array(repeating: 3, count: 16),
                source: "content-md5"
            )
        ])
        return PeerHead(answer: answer, isHit: true)
    }()

    static let messages: [PeerMessage] = [
        .question(path: Array("b/k".utf8), Question(view: 1, rank: nil)), .read(read),
        .delete(paths: [Array("b/k".utf8)]),
        .list(PeerList(bucket: [98], prefix: [], delimiter: [47], after: [120], limit: 1_000)),
        .answer(.here), .head(head), .body(ByteBuffer(string: "bytes")), .beat, .end,
        .moved(view: 1 << 50), .elsewhere("n2"), .unready, .absent, .changed,
        .refused(MissFailure(.slowDown, "later", originStatus: 503, retryAfterSeconds: 4)),
        .leaving, .stored, .deleted,
        .page(
            ListMerge.Page(
                entries: [
                    ListMerge.Entry(key: [1], size: 2, etag: "e", modifiedMilliseconds: 3)
                ],
                prefixes: [[47]],
                continueAfter: [47]
            )
        ),
        .failed("why"),
    ]

    private func content(_ message: PeerMessage) -> ByteBuffer {
        var frame = message.frame(ByteBufferAllocator())
        let length = frame.readInteger(as: UInt32.self)
        #expect(length == UInt32(frame.readableBytes))
        return frame
    }

    @Test func `every message comes back as it went`() throws {
        for message in Self.messages {
            let frame = content(message)
            let isQuestion = if case .answer = message { true } else { false }
            let back = try PeerMessage(frame, isQuestion: isQuestion)
            #expect(content(back) == frame)
            #expect("\(back)" == "\(message)")
        }
    }

    @Test func `what the listener takes of a client, a member takes of this node`() throws {
        let path = ObjectName.bucketBytes + 1 + ObjectName.keyBytes
        #expect(FillMessageLimits.pathBytes == path)
        #expect(FillMessageLimits.queryBytes == HeadLimits().targetBytes)
        #expect(FillMessageLimits.passedBytes == LoopRule.maximumBytes)
        var read = Self.read
        read.path = Array(repeating: 97, count: path)
        read.query = String(repeating: "q", count: HeadLimits().targetBytes)
        read.passed = [String(repeating: "m", count: LoopRule.maximumBytes)]
        let paths = Array(repeating: read.path, count: FillMessageLimits.deletions)
        for message in [PeerMessage.read(read), .delete(paths: paths)] {
            let frame = content(message)
            #expect(content(try PeerMessage(frame)) == frame)
            // What a frame of this kind may have.
            #expect(frame.readableBytes <= 2 << 20)
        }
    }

    @Test func `a page with a thousand of the longest keys is one frame`() throws {
        let key = Array(repeating: UInt8(97), count: ObjectName.keyBytes)
        let entry = ListMerge.Entry(
            key: key,
            size: UInt64(Int64.max),
            etag: String(repeating: "e", count: 64),
            modifiedMilliseconds: .max
        )
        let count = FillMessageLimits.listEntries
        let page = ListMerge.Page(
            entries: Array(repeating: entry, count: count),
            prefixes: [],
            continueAfter: key
        )
        let frame = content(.page(page))
        #expect(content(try PeerMessage(frame, isQuestion: false)) == frame)
        #expect(frame.readableBytes <= 2 << 20)
    }

    @Test func `a head names no object larger than a file can be`() throws {
        func back(size: UInt64) throws -> PeerMessage {
            var head = Self.head
            head.answer.size = size
            return try PeerMessage(content(.head(head)), isQuestion: false)
        }
        #expect("\(try back(size: UInt64(Int64.max)))".contains("9223372036854775807"))
        for size in [UInt64(Int64.max) + 1, .max] {
            #expect(throws: (any Error).self) {
                try back(size: size)
            }
        }
    }

    @Test(
        arguments: [
            (UInt64(10), UInt64(10), true), (10, 9, false), (0, .max, false), (1 << 63, nil, false),
            (UInt64(Int64.max), nil, true),
        ] as [(UInt64, UInt64?, Bool)]
    )
    func `a read asks for bytes that an object can have, and in their order`(
        offset: UInt64,
        end: UInt64?,
        isTaken: Bool
    ) throws {
        let read = PeerRead.body(at: "", from: offset, to: end)
        let frame = content(.read(read))
        if isTaken {
            #expect(throws: Never.self) { try PeerMessage(frame) }
        } else {
            #expect(throws: (any Error).self) { try PeerMessage(frame) }
        }
    }

    @Test func `malformed messages are refused, never trapped on`() {
        var generator = SeededGenerator(seed: 11)
        var refused = 0
        for round in 0..<200_000 {
            var bytes = Array(content(Self.messages[round % Self.messages.count]).readableBytesView)
            switch generator.next() % 3 {
            case 0: bytes.removeLast(Int(generator.next() % UInt64(bytes.count)))
            case 1: bytes.append(UInt8(truncatingIfNeeded: generator.next()))
            default: break
            }
            for _ in 0..<(generator.next() % 4) {
                let index = Int(generator.next() % UInt64(bytes.count))
                bytes[index] = UInt8(truncatingIfNeeded: generator.next())
            }
            do {
                _ = try PeerMessage(ByteBuffer(bytes: bytes), isQuestion: round % 2 == 0)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 100_000)
    }
}
