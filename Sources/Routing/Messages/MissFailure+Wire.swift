internal import Mirroring
internal import Wire

extension MissFailure {
    func encode(into writer: inout WireWriter) {
        writer.uint8(code.number)
        writer.sized(message.utf8.prefix(FillMessageLimits.textBytes))
        writer.optional(originStatus) { $0.variable(UInt64(max($1, 0))) }
        writer.optional(retryAfterSeconds) { $0.variable(UInt64(max($1, 0))) }
        writer.optional(size) { $0.variable($1) }
    }

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
            size: try reader.objectSize()
        )
    }
}
