import HTTP1
import Hashing
import S3
import TestSupport
import Testing

@Suite struct AWSChunkedDecoderTests {
    struct Decoded: Equatable {
        var body: [UInt8] = []
        var signatures: [String] = []
        var chunks: [[UInt8]] = []
        var trailers: [String] = []
        var trailerSignature: String?
        var isComplete = false
    }

    private func decode(
        _ bytes: [UInt8],
        _ form: AWSChunkedForm,
        length: UInt64,
        step: Int = .max
    ) throws -> Decoded {
        var decoder = AWSChunkedDecoder(form, length: length)
        var decoded = Decoded()
        var given = 0
        while given < bytes.count, !decoded.isComplete {
            let end = given + min(step, bytes.count - given)
            let piece = Array(bytes[given..<end])
            given = end
            var position = 0
            pieces: while true {
                switch try piece.withUnsafeBytes({ try decoder.decode($0, position: &position) }) {
                case .needsMore: break pieces
                case .chunk:
                    decoded.signatures.append(text(decoder.signature))
                    decoded.chunks.append([])
                case .data(let range):
                    decoded.body += piece[range]
                    decoded.chunks[decoded.chunks.count - 1] += piece[range]
                case .chunkEnd: break
                case .end:
                    decoded.isComplete = true
                    break pieces
                }
            }
        }
        decoded.trailers = decoder.trailers.map { "\(text($0.name))=\(text($0.value))" }
        decoded.trailerSignature = decoder.trailerSignature.map { text($0) }
        return decoded
    }

    private func code(_ body: String, _ form: AWSChunkedForm, length: UInt64) -> S3ErrorCode? {
        let whole = Requests.code { try decode(Array(body.utf8), form, length: length) }
        let drip = Requests.code { try decode(Array(body.utf8), form, length: length, step: 1) }
        #expect(whole == drip)
        return whole
    }

    /// "Example: PUT Object" of Amazon's "Signature Calculations for the Authorization Header:
    /// Transferring Payload in Multiple Chunks": 65 KiB of "a", with its signatures.
    @Test func `the example of the S3 documentation, and its chain of signatures`() throws {
        let signatures = [
            "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
            "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
            "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
        ]
        var bytes: [UInt8] = []
        for (size, signature) in zip([65536, 1024, 0], signatures) {
            bytes += "\(String(size, radix: 16));chunk-signature=\(signature)\r\n".utf8
            bytes += [UInt8](repeating: UInt8(ascii: "a"), count: size) + Array("\r\n".utf8)
        }
        #expect(bytes.count == 66824)
        let decoded = try decode(bytes, .signed, length: 66560, step: 1000)
        #expect(decoded.isComplete && decoded.body.count == 66560)
        #expect(decoded.signatures == signatures)

        var key = Array("AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".utf8)
        for part in ["20130524", "us-east-1", "s3", "aws4_request"] {
            key = MessageAuthentication.sha256(key: key, message: part.utf8)
        }
        var previous = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
        for (chunk, signature) in zip(decoded.chunks, decoded.signatures) {
            let string = ChunkSignature.chunk(
                timestamp: "20130524T000000Z",
                scope: "20130524/us-east-1/s3/aws4_request",
                previous: previous,
                hash: Hexadecimal.encode(Digest.of(chunk, .sha256))
            )
            let computed = MessageAuthentication.sha256(key: key, message: string.utf8)
            #expect(Hexadecimal.encode(computed) == signature)
            previous = signature
        }
    }

    @Test func `an unsigned body with a checksum in its trailer`() throws {
        let body = "5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n"
        for step in [Int.max, 1, 3] {
            let decoded = try decode(Array(body.utf8), .unsignedTrailer, length: 11, step: step)
            #expect(decoded.isComplete)
            #expect(text(decoded.body) == "hello world")
            #expect(decoded.trailers == ["x-amz-checksum-crc32=DUoRhQ=="])
            #expect(decoded.trailerSignature == nil)
        }
        let trailer = TrailerField.make("X-Amz-Checksum-CRC32", "DUoRhQ==")
        let claimed = try ClaimedChecksum(.crc32, in: [trailer])
        var checksum = Checksum(.crc32)
        Array("hello world".utf8).withUnsafeBytes { checksum.update($0) }
        #expect(claimed.value == checksum.value)
        #expect(Requests.code { try ClaimedChecksum(.crc32c, in: [trailer]) } == .invalidRequest)
        #expect(
            Requests.code { try ClaimedChecksum(.crc32, in: [trailer, trailer]) } == .invalidRequest
        )
    }

    @Test func `a signed body with a signed trailer`() throws {
        let signature = String(repeating: "0a", count: 32)
        let other = String(repeating: "f1", count: 32)
        let body =
            "1;chunk-signature=\(signature)\r\nx\r\n0;chunk-signature=\(other)\r\n"
            + "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:\(signature)\r\n\r\n"
        let decoded = try decode(Array(body.utf8), .signedTrailer, length: 1)
        #expect(decoded.signatures == [signature, other])
        #expect(decoded.trailers == ["x-amz-checksum-crc32c=sOO8/Q=="])
        #expect(decoded.trailerSignature == signature)
        #expect(
            text(ChunkSignature.canonicalTrailer([.make("X-Amz-Checksum-CRC32C", "sOO8/Q==")]))
                == "x-amz-checksum-crc32c:sOO8/Q==\n"
        )
        #expect(
            ChunkSignature.trailer(timestamp: "t", scope: "s", previous: "p", hash: "h")
                == "AWS4-HMAC-SHA256-TRAILER\nt\ns\np\nh"
        )
    }

    private static let sign = ";chunk-signature=" + String(repeating: "0", count: 64)

    @Test(arguments: [
        ("1\r\nx\r\n0\r\n\r\n", AWSChunkedForm.signed), ("1;chunk-signature=00\r\nx\r\n", .signed),
        ("1;chunk-signature=\(String(repeating: "G", count: 64))\r\nx\r\n", .signed),
        ("1;chunk-signature=\(String(repeating: "A", count: 64))\r\nx\r\n", .signed),
        ("1;x=y\(sign)\r\nx\r\n", .signed), ("1\(sign);x\r\nx\r\n", .signed),
        ("1 \(sign)\r\nx\r\n", .signed), ("1\(sign)\nx\n", .signed),
        ("1\(sign)\r\nx\r\n0\(sign)\r\na:b\r\n\r\n", .signed),
        ("1\(sign)\r\nx\r\n0\(sign)\r\n\r\n", .signedTrailer),
        ("1\(sign)\r\nx\r\n0\(sign)\r\na:b\r\n\r\n", .signedTrailer),
        ("1\(sign)\r\nx\r\n0\(sign)\r\nx-amz-trailer-signature:0\r\n\r\n", .signedTrailer),
        ("1\(sign)\r\nx\r\n", .unsignedTrailer), ("1;a=b\r\nx\r\n", .unsignedTrailer),
        ("1\r\nx\r\n0\r\na:b\n\r\n", .unsignedTrailer), ("0x1\r\nx\r\n", .unsignedTrailer),
        ("1\r\nxy\r\n", .unsignedTrailer), ("g\r\n", .unsignedTrailer),
    ])
    func `malformed bodies are refused`(body: String, form: AWSChunkedForm) {
        #expect(code(body, form, length: 1) == .invalidRequest)
    }

    @Test func `a body longer or shorter than announced is refused`() {
        #expect(code("2\r\nxy\r\n0\r\n\r\n", .unsignedTrailer, length: 1) == .incompleteBody)
        #expect(code("1\r\nx\r\n0\r\n\r\n", .unsignedTrailer, length: 2) == .incompleteBody)
        #expect(code("0\r\n\r\n", .unsignedTrailer, length: 1) == .incompleteBody)
        #expect(code("0\r\n\r\n", .unsignedTrailer, length: 0) == nil)
        #expect(code("1\r\nx\r\n1\r\ny\r\n", .unsignedTrailer, length: 1) == .incompleteBody)
    }

    @Test(arguments: 1...10)
    func `mutated bodies get the same outcome in pieces`(seed: Int) {
        var random = ByteMutator(seed: UInt64(seed), lively: "\r\n ;/?%&=+.\0:0AFac\"")
        let signature = "x-amz-trailer-signature:" + String(repeating: "1", count: 64)
        let good = Array(
            "5\(Self.sign)\r\nhello\r\n0\(Self.sign)\r\na:b\r\n\(signature)\r\n\r\n".utf8
        )
        for _ in 0..<100 {
            var bytes = good
            for _ in 0...random.below(3) { random.mutate(&bytes) }
            let whole = Result { try decode(bytes, .signedTrailer, length: 5) }
            let drip = Result { try decode(bytes, .signedTrailer, length: 5, step: 1) }
            switch (whole, drip) {
            case (.success(let one), .success(let other)): #expect(one == other, "\(bytes)")
            case (.failure(let one as S3Error), .failure(let other as S3Error)):
                #expect(one == other, "\(bytes)")
            default: Issue.record("seed \(seed): \(whole) and \(drip) of \(bytes)")
            }
        }
    }
}

extension TrailerField {
    static func make(_ name: String, _ value: String) -> TrailerField {
        TrailerField(name: Array(name.utf8), value: Array(value.utf8))
    }
}
