internal import Hashing
internal import Mirroring
internal import Wire

extension PeerHead {
    func encode(into writer: inout WireWriter) {
        writer.bool(isHit)
        writer.optional(answer.size) { $0.variable($1) }
        writer.optional(answer.etag) { $0.text($1) }
        writer.uint64(UInt64(bitPattern: answer.modifiedMilliseconds))
        writer.sized(answer.headerBlock)
        writer.optional(answer.notStored) { $0.text($1) }
        writer.bool(answer.acceptsRanges)
        writer.optional(answer.validator) { $0.text($1.text) }
        writer.text(answer.fetcher)
        writer.variable(UInt64(answer.digests.expectations.count))
        for expectation in answer.digests.expectations {
            writer.bool(expectation.algorithm == .sha256)
            writer.sized(expectation.value)
            writer.text(expectation.source)
        }
    }

    init(decoding reader: inout WireReader) throws(WireError) {
        isHit = try reader.bool()
        let size = try reader.objectSize()
        let etag = try reader.optionalText(FillMessageLimits.textBytes)
        answer = AnswerHead(
            size: size,
            etag: etag,
            modifiedMilliseconds: Int64(bitPattern: try reader.uint64()),
            headerBlock: try reader.sized(limit: FillMessageLimits.headerBytes)
        )
        answer.notStored = try reader.optionalText(FillMessageLimits.textBytes)
        answer.acceptsRanges = try reader.bool()
        let validator = try reader.optionalText(FillMessageLimits.headerBytes)
        answer.validator = validator.flatMap { Validator(text: $0) }
        answer.fetcher = try reader.text(limit: FillMessageLimits.nameBytes)
        var expectations: [ExpectedDigests.Expectation] = []
        for _ in 0..<(try reader.count(limit: ExpectedDigests.limit)) {
            let algorithm: Digest.Algorithm = try reader.bool() ? .sha256 : .md5
            let value = try reader.sized(limit: 32)
            let source = try reader.text(limit: FillMessageLimits.nameBytes)
            expectations.append(
                ExpectedDigests.Expectation(algorithm: algorithm, value: value, source: source)
            )
        }
        answer.digests = ExpectedDigests(expectations)
    }
}
