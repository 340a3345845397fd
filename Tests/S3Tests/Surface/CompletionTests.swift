import Determinism
import Hashing
import S3
import Testing

@Suite struct CompletionTests {
    private static let large = Completion.smallestPart

    private func part(_ number: UInt32, _ size: UInt64, checksum: [UInt8] = []) -> UploadedPart {
        UploadedPart(
            number: number,
            size: size,
            modifiedMilliseconds: 0,
            md5: Digest.of([UInt8(number)], .md5),
            checksum: checksum
        )
    }

    private func request(_ numbers: [UInt32]) throws -> CompletionRequest {
        let parts = numbers.map { number in
            let etag = Hexadecimal.encode(Digest.of([UInt8(number)], .md5))
            return "<Part><PartNumber>\(number)</PartNumber><ETag>&quot;\(etag)&quot;</ETag></Part>"
        }
        return try read(parts.joined())
    }

    private func read(_ parts: String) throws -> CompletionRequest {
        let text = "<CompleteMultipartUpload>\(parts)</CompleteMultipartUpload>"
        return try CompletionRequest(document: try XMLReader.read(Array(text.utf8)))
    }

    private func code(_ numbers: [UInt32], _ available: [UploadedPart]) -> S3ErrorCode? {
        Requests.code {
            try Completion(try request(numbers), UploadNote(fields: []), available: available)
        }
    }

    @Test func `the parts that are named make the object, whichever others there are`() throws {
        let available = [part(1, 9), part(3, Self.large), part(7, Self.large + 1), part(9, 1)]
        let completion = try Completion(
            try request([3, 7, 9]),
            UploadNote(fields: []),
            available: available
        )
        #expect(completion.chosen == [1, 2, 3] && completion.size == 2 * Self.large + 2)
        let digests = [3, 7, 9].flatMap { Digest.of([UInt8($0)], .md5) }
        #expect(completion.etag == Hexadecimal.encode(Digest.of(digests, .md5)) + "-3")
        #expect(completion.checksum == nil)
    }

    @Test(arguments: [
        ("\"ab\"", "ab"), (" \n\"ab\"\n", "ab"), ("ab", "ab"), ("\"\"", ""), ("\"", "\""),
        ("\"ab", "\"ab"), ("ab\"", "ab\""),
    ])
    func `quotes of an entity tag are taken off in pairs`(written: String, tag: String) throws {
        let request = try read("<Part><PartNumber>1</PartNumber><ETag>\(written)</ETag></Part>")
        #expect(request.parts.map(\.etag) == [tag])
    }

    @Test func `parts that are not there, out of order or too small are refused`() {
        let available = [part(1, Self.large), part(2, Self.large - 1), part(3, 1)]
        #expect(code([1, 4], available) == .invalidPart)
        #expect(code([2, 1], available) == .invalidPartOrder)
        #expect(code([1, 1], available) == .invalidPartOrder)
        #expect(code([1, 2, 3], available) == .entityTooSmall)
        #expect(code([1, 2], available) == nil && code([3], available) == nil)
        let other = UploadedPart(
            number: 1,
            size: 1,
            modifiedMilliseconds: 0,
            md5: Digest.of([9], .md5),
            checksum: []
        )
        #expect(code([1], [other]) == .invalidPart)
        let huge = (1...2).map { part($0, 3 << 40) }
        #expect(code([1, 2], huge) == .entityTooLarge)
    }

    @Test(arguments: [
        ("", S3ErrorCode.malformedXML), ("<Part/>", .malformedXML),
        ("<Part><PartNumber>0</PartNumber><ETag>x</ETag></Part>", .invalidArgument),
        ("<Part><PartNumber>10001</PartNumber><ETag>x</ETag></Part>", .invalidArgument),
        ("<Part><PartNumber>1x</PartNumber><ETag>x</ETag></Part>", .invalidArgument),
        (
            "<Part><PartNumber>1</PartNumber><ETag>x</ETag><ChecksumCRC32>no</ChecksumCRC32></Part>",
            .invalidPart
        ),
    ])
    func `a list that is none is refused`(parts: String, code: S3ErrorCode) {
        #expect(Requests.code { try read(parts) } == code)
    }

    @Test(arguments: Checksum.Algorithm.allCases)
    func `checks of pieces come to the check of the whole`(algorithm: Checksum.Algorithm) {
        var generator = SeededGenerator(seed: 7)
        for lengths in [
            [0], [1], [0, 5], [9, 0, 0], [1, 2, 3], [1000, 1, 65_537], [4096, 4096],
        ] {
            var whole = Checksum(algorithm)
            var pieces: [(value: [UInt8], size: UInt64)] = []
            for length in lengths {
                let bytes = (0..<length).map { _ in
                    UInt8.random(in: .min ... .max, using: &generator)
                }
                var piece = Checksum(algorithm)
                bytes.withUnsafeBytes { raw in
                    piece.update(raw)
                    whole.update(raw)
                }
                pieces.append((piece.value, UInt64(length)))
            }
            #expect(ChecksumCombination.combine(pieces, algorithm) == whole.value)
        }
    }

    @Test func `checksums of the whole are of the kind that was asked, and compared`() throws {
        let bodies: [[UInt8]] = [[UInt8](repeating: 1, count: 100), [2, 3]]
        var whole = Checksum(.crc32)
        let parts = bodies.enumerated().map { index, body in
            var checksum = Checksum(.crc32)
            body.withUnsafeBytes { raw in
                checksum.update(raw)
                whole.update(raw)
            }
            return UploadedPart(
                number: UInt32(index + 1),
                size: index == 0 ? Self.large : 2,
                modifiedMilliseconds: 0,
                md5: Digest.of([UInt8(index + 1)], .md5),
                checksum: checksum.value
            )
        }
        let composite = try Completion(
            try request([1, 2]),
            UploadNote(fields: [], algorithm: .crc32),
            available: parts
        )
        #expect(composite.checksum?.kind == .composite && composite.checksum?.parts == 2)
        #expect(composite.checksum?.text.hasSuffix("-2") == true)
        let note = UploadNote(fields: [], algorithm: .crc32, kind: .fullObject)
        let wrong = ClaimedChecksum(algorithm: .crc32, value: [0, 0, 0, 0])
        #expect(
            Requests.code {
                try Completion(try request([1, 2]), note, available: parts, claimed: wrong)
            } == .badDigest
        )
        #expect(
            Requests.code {
                try Completion(try request([1, 2]), note, available: parts, claimedSize: 1)
            } == .invalidRequest
        )
    }
}
