internal import Wire

extension ObjectVersion {
    func encode(into writer: inout WireWriter) {
        writer.optional(validator) { $0.text($1) }
        writer.text(fetcher)
        writer.uint64(UInt64(bitPattern: modifiedMilliseconds))
        writer.optional(size) { $0.variable($1) }
    }

    init(decoding reader: inout WireReader) throws(WireError) {
        let validator = try reader.optionalText(FillMessageLimits.headerBytes)
        let fetcher = try reader.text(limit: FillMessageLimits.nameBytes)
        let modified = Int64(bitPattern: try reader.uint64())
        self.init(
            validator: validator,
            fetcher: fetcher,
            modifiedMilliseconds: modified,
            size: try reader.objectSize()
        )
    }
}
