internal import S3

/// The stored header lines of an object, taken apart.
enum HeaderBlock {
    /// The fields but those that are made anew, `ETag` and `Last-Modified`.
    static func fields(_ block: [UInt8]) -> [StoredField] {
        block.split(separator: 0x0A).compactMap { line in
            guard let field = field(line), !field.isNamed("ETag"), !field.isNamed("Last-Modified")
            else { return nil }
            return field
        }
    }

    /// The value of a field, where there is one.
    static func value(_ name: String, in block: [UInt8]) -> String? {
        for line in block.split(separator: 0x0A) {
            if let field = field(line), field.isNamed(name) {
                return String(decoding: field.value, as: UTF8.self)
            }
        }
        return nil
    }

    private static func field(_ line: ArraySlice<UInt8>) -> StoredField? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = String(decoding: line[..<colon], as: UTF8.self)
        let rest = line[(colon + 1)...].drop { $0 == 0x20 }
        return StoredField(name: name, value: rest.last == 0x0D ? rest.dropLast() : rest)
    }
}
