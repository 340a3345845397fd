internal import Wire

extension PeerList {
    func encode(into writer: inout WireWriter) {
        for part in [bucket, prefix, delimiter, after] { writer.sized(part) }
        writer.variable(UInt64(limit))
    }

    init(decoding reader: inout WireReader) throws(WireError) {
        bucket = try reader.sized(limit: FillMessageLimits.pathBytes)
        prefix = try reader.sized(limit: FillMessageLimits.pathBytes)
        delimiter = try reader.sized(limit: FillMessageLimits.pathBytes)
        after = try reader.sized(limit: FillMessageLimits.pathBytes)
        let count = try reader.variable()
        guard count <= UInt64(FillMessageLimits.listEntries) else {
            throw .invalid(field: "list limit", value: count)
        }
        limit = Int(count)
    }
}
