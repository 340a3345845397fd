internal import Wire

extension PeerRead {
    func encode(into writer: inout WireWriter) {
        writer.uint8(want.rawValue)
        writer.sized(path)
        switch request.intent {
        case .fetch(let rank):
            writer.uint8(1)
            writer.variable(UInt64(rank))
        case .attach(let rank):
            writer.uint8(2)
            writer.optional(rank) { $0.variable(UInt64($1)) }
        }
        writer.variable(request.view)
        writer.variable(request.offset)
        writer.optional(request.version) { $1.encode(into: &$0) }
        writer.variable(UInt64(request.unreachable.count))
        for name in request.unreachable { writer.text(name) }
        writer.optional(end) { $0.variable($1) }
        writer.optional(query) { $0.text($1) }
        writer.variable(UInt64(passed.count))
        for name in passed { writer.text(name) }
        writer.variable(mappingRevision)
    }

    init(decoding reader: inout WireReader) throws(WireError) {
        let number = try reader.uint8()
        guard let want = Want(rawValue: number) else {
            throw .invalid(field: "want", value: UInt64(number))
        }
        self.want = want
        path = try reader.sized(limit: FillMessageLimits.pathBytes)
        let intent: StreamRequest.Intent
        switch try reader.uint8() {
        case 1: intent = .fetch(rank: Int(clamping: try reader.variable()))
        case 2: intent = .attach(rank: try reader.rank())
        case let other: throw .invalid(field: "intent", value: UInt64(other))
        }
        let view = try reader.variable()
        let offset = try reader.size()
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
        end = try reader.objectSize()
        if let end, end < offset { throw .invalid(field: "end", value: end) }
        query = try reader.optionalText(FillMessageLimits.queryBytes)
        passed = try reader.names(limit: FillMessageLimits.passedBytes)
        mappingRevision = try reader.variable()
    }
}
