internal import Wire

extension WireReader {
    /// A rank, or none.
    mutating func rank() throws(WireError) -> Int? {
        try optional { reader throws(WireError) in Int(clamping: try reader.variable()) }
    }

    /// Text that may have been cut within a character.
    mutating func lossyText() throws(WireError) -> String {
        String(decoding: try sized(limit: FillMessageLimits.textBytes), as: UTF8.self)
    }

    /// The names of members.
    mutating func names(
        limit: Int = FillMessageLimits.nameBytes
    ) throws(WireError) -> [String] {
        var names: [String] = []
        for _ in 0..<(try count(limit: FillMessageLimits.names)) {
            names.append(try text(limit: limit))
        }
        return names
    }

    /// Paths of objects.
    mutating func paths() throws(WireError) -> [[UInt8]] {
        var paths: [[UInt8]] = []
        for _ in 0..<(try count(limit: FillMessageLimits.deletions)) {
            paths.append(try sized(limit: FillMessageLimits.pathBytes))
        }
        return paths
    }

    /// A number, or none.
    mutating func number() throws(WireError) -> UInt64? {
        try optional { reader throws(WireError) in try reader.variable() }
    }

    /// The size of an object, or none: no object is larger than a file can be.
    mutating func objectSize() throws(WireError) -> UInt64? {
        try optional { reader throws(WireError) in try reader.size() }
    }

    /// The size of an object, or a place in it.
    mutating func size() throws(WireError) -> UInt64 {
        let size = try variable()
        guard size <= UInt64(Int64.max) else { throw .invalid(field: "object size", value: size) }
        return size
    }

    /// Text, or none.
    mutating func optionalText(_ limit: Int) throws(WireError) -> String? {
        try optional { reader throws(WireError) in try reader.text(limit: limit) }
    }
}
