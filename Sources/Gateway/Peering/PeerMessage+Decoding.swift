internal import Hashing
internal import Mirroring
internal import NIOCore
internal import Routing
internal import Wire

extension PeerMessage {
    /// Takes a message apart; a body is not copied.
    ///
    /// - Parameter isQuestion: the exchange is a question, whose answers share tags with those to
    ///   reads.
    init(_ frame: ByteBuffer, isQuestion: Bool = false) throws(WireError) {
        var frame = frame
        guard let tag = frame.readInteger(as: UInt8.self) else { throw .truncated }
        if tag == 6 {
            self = .body(frame)
            return
        }
        var reader = WireReader(Array(frame.readableBytesView))
        switch tag {
        case 1:
            let path = try reader.sized(limit: PeeringLimits.pathBytes)
            let view = try reader.variable()
            self = .question(path: path, Question(view: view, rank: try reader.rank()))
        case 2: self = .read(try PeerRead(decoding: &reader))
        case 3: self = .delete(paths: try reader.paths())
        case 4: self = .list(try PeerList(decoding: &reader))
        case 5: self = .head(try PeerHead(decoding: &reader))
        default: self = try PeerMessage.answer(tag, &reader, isQuestion: isQuestion)
        }
        try reader.finish()
    }

    private static func answer(
        _ tag: UInt8,
        _ reader: inout WireReader,
        isQuestion: Bool
    ) throws(WireError) -> PeerMessage {
        switch tag {
        case 7: return .beat
        case 8: return .end
        case 9:
            let view = try reader.variable()
            return isQuestion ? .answer(.moved(view: view)) : .moved(view: view)
        case 10:
            let name = try reader.text(limit: PeeringLimits.nameBytes)
            return isQuestion ? .answer(.elsewhere(name)) : .elsewhere(name)
        case 11: return .unready
        case 12: return isQuestion ? .answer(.nothing) : .absent
        case 13: return .changed
        case 14: return .refused(try MissFailure(decoding: &reader))
        case 15: return .leaving
        case 16: return .answer(.here)
        case 17: return .deleted
        case 18: return .page(try ListMerge.Page(decoding: &reader))
        case 20: return .stored
        case 19: return .failed(try reader.lossyText())
        default: throw .invalid(field: "peer message", value: UInt64(tag))
        }
    }
}

extension WireReader {
    /// A rank, or none.
    mutating func rank() throws(WireError) -> Int? {
        try optional { reader throws(WireError) in Int(clamping: try reader.variable()) }
    }

    /// Text that may have been cut within a character.
    mutating func lossyText() throws(WireError) -> String {
        String(decoding: try sized(limit: PeeringLimits.textBytes), as: UTF8.self)
    }

    fileprivate mutating func names() throws(WireError) -> [String] {
        var names: [String] = []
        for _ in 0..<(try count(limit: PeeringLimits.names)) {
            names.append(try text(limit: PeeringLimits.nameBytes))
        }
        return names
    }

    fileprivate mutating func paths() throws(WireError) -> [[UInt8]] {
        var paths: [[UInt8]] = []
        for _ in 0..<(try count(limit: PeeringLimits.deletions)) {
            paths.append(try sized(limit: PeeringLimits.pathBytes))
        }
        return paths
    }

    fileprivate mutating func number() throws(WireError) -> UInt64? {
        try optional { reader throws(WireError) in try reader.variable() }
    }

    fileprivate mutating func optionalText(_ limit: Int) throws(WireError) -> String? {
        try optional { reader throws(WireError) in try reader.text(limit: limit) }
    }
}

extension PeerRead {
    init(decoding reader: inout WireReader) throws(WireError) {
        let number = try reader.uint8()
        guard let want = Want(rawValue: number) else {
            throw .invalid(field: "want", value: UInt64(number))
        }
        self.want = want
        path = try reader.sized(limit: PeeringLimits.pathBytes)
        let intent: StreamRequest.Intent
        switch try reader.uint8() {
        case 1: intent = .fetch(rank: Int(clamping: try reader.variable()))
        case 2: intent = .attach(rank: try reader.rank())
        case let other: throw .invalid(field: "intent", value: UInt64(other))
        }
        let view = try reader.variable()
        let offset = try reader.variable()
        let version = try reader.optional { reader throws(WireError) in
            try ObjectVersion(decoding: &reader)
        }
        request = StreamRequest(
            member: "",
            intent: intent,
            view: view,
            offset: offset,
            version: version,
            unreachable: try reader.names()
        )
        end = try reader.number()
        query = try reader.optionalText(PeeringLimits.queryBytes)
        passed = try reader.names()
        mappingRevision = try reader.variable()
    }
}

extension PeerList {
    init(decoding reader: inout WireReader) throws(WireError) {
        bucket = try reader.sized(limit: PeeringLimits.pathBytes)
        prefix = try reader.sized(limit: PeeringLimits.pathBytes)
        delimiter = try reader.sized(limit: PeeringLimits.pathBytes)
        after = try reader.sized(limit: PeeringLimits.pathBytes)
        let count = try reader.variable()
        guard count <= UInt64(PeeringLimits.listEntries) else {
            throw .invalid(field: "list limit", value: count)
        }
        limit = Int(count)
    }
}

extension PeerHead {
    init(decoding reader: inout WireReader) throws(WireError) {
        isHit = try reader.bool()
        let size = try reader.number()
        let etag = try reader.optionalText(PeeringLimits.textBytes)
        answer = AnswerHead(
            size: size,
            etag: etag,
            modifiedMilliseconds: Int64(bitPattern: try reader.uint64()),
            headerBlock: try reader.sized(limit: PeeringLimits.headerBytes)
        )
        answer.notStored = try reader.optionalText(PeeringLimits.textBytes)
        answer.acceptsRanges = try reader.bool()
        let validator = try reader.optionalText(PeeringLimits.headerBytes)
        answer.validator = validator.flatMap { Validator(text: $0) }
        answer.fetcher = try reader.text(limit: PeeringLimits.nameBytes)
        var expectations: [ExpectedDigests.Expectation] = []
        for _ in 0..<(try reader.count(limit: ExpectedDigests.limit)) {
            let algorithm: Digest.Algorithm = try reader.bool() ? .sha256 : .md5
            let value = try reader.sized(limit: 32)
            let source = try reader.text(limit: PeeringLimits.nameBytes)
            expectations.append(
                ExpectedDigests.Expectation(algorithm: algorithm, value: value, source: source)
            )
        }
        answer.digests = ExpectedDigests(expectations)
    }
}

extension ObjectVersion {
    init(decoding reader: inout WireReader) throws(WireError) {
        let validator = try reader.optionalText(PeeringLimits.headerBytes)
        let fetcher = try reader.text(limit: PeeringLimits.nameBytes)
        let modified = Int64(bitPattern: try reader.uint64())
        self.init(
            validator: validator,
            fetcher: fetcher,
            modifiedMilliseconds: modified,
            size: try reader.number()
        )
    }
}

extension MissFailure {
    init(decoding reader: inout WireReader) throws(WireError) {
        let number = try reader.uint8()
        guard let code = Code(number: number) else {
            throw .invalid(field: "failure", value: UInt64(number))
        }
        self.init(
            code,
            try reader.lossyText(),
            originStatus: try reader.number().map { Int(clamping: $0) },
            retryAfterSeconds: try reader.number().map { Int(clamping: $0) },
            size: try reader.number()
        )
    }
}

extension ListMerge.Page {
    init(decoding reader: inout WireReader) throws(WireError) {
        self.init()
        for _ in 0..<(try reader.count(limit: PeeringLimits.listEntries)) {
            let key = try reader.sized(limit: PeeringLimits.pathBytes)
            let size = try reader.variable()
            let etag = try reader.text(limit: PeeringLimits.textBytes)
            entries.append(
                ListMerge.Entry(
                    key: key,
                    size: size,
                    etag: etag,
                    modifiedMilliseconds: Int64(bitPattern: try reader.uint64())
                )
            )
        }
        for _ in 0..<(try reader.count(limit: PeeringLimits.listEntries)) {
            prefixes.append(try reader.sized(limit: PeeringLimits.pathBytes))
        }
        continueAfter = try reader.optional { reader throws(WireError) in
            try reader.sized(limit: PeeringLimits.pathBytes)
        }
    }
}
