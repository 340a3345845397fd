internal import Wire

extension ListMerge.Page {
    func encode(into writer: inout WireWriter) {
        writer.variable(UInt64(entries.count))
        for entry in entries {
            writer.sized(entry.key)
            writer.variable(entry.size)
            writer.text(entry.etag)
            writer.uint64(UInt64(bitPattern: entry.modifiedMilliseconds))
        }
        writer.variable(UInt64(prefixes.count))
        for prefix in prefixes { writer.sized(prefix) }
        writer.optional(continueAfter) { $0.sized($1) }
    }

    init(decoding reader: inout WireReader) throws(WireError) {
        self.init()
        for _ in 0..<(try reader.count(limit: FillMessageLimits.listEntries)) {
            let key = try reader.sized(limit: FillMessageLimits.pathBytes)
            let size = try reader.size()
            let etag = try reader.text(limit: FillMessageLimits.textBytes)
            entries.append(
                ListMerge.Entry(
                    key: key,
                    size: size,
                    etag: etag,
                    modifiedMilliseconds: Int64(bitPattern: try reader.uint64())
                )
            )
        }
        for _ in 0..<(try reader.count(limit: FillMessageLimits.listEntries)) {
            prefixes.append(try reader.sized(limit: FillMessageLimits.pathBytes))
        }
        continueAfter = try reader.optional { reader throws(WireError) in
            try reader.sized(limit: FillMessageLimits.pathBytes)
        }
    }
}
