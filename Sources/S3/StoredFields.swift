internal import HTTP1

/// The header block of an object: its response fields as lines that a hit copies into its answer.
package enum StoredFields {
    /// A header block, and how many fields did not get in.
    package struct Block: Equatable, Sendable {
        /// `Name: value` and CRLF for each field, without an empty line at the end.
        package let bytes: [UInt8]
        package let dropped: Int
    }

    /// The most user metadata of an object: names without their prefix, and values (as S3 counts).
    package static let metadataLimit = 2048
    /// The longest value; longer ones come from broken origins and would weigh on every hit.
    package static let valueLimit = 4096
    static let metadataPrefix = Array("x-amz-meta-".utf8)

    /// Renders `fields` in their order, then ETag and Last-Modified.
    ///
    /// `etag` is without quotes. Dropped are: names that are no token or that the response itself
    /// decides, a second field of the same name, values with CR, LF, NUL or other controls or that
    /// are too long, user metadata from where the limit is exceeded on, and a tag with what no tag
    /// may have.
    package static func render(
        _ fields: [StoredField],
        etag: String?,
        modifiedSeconds: Int64?
    ) -> Block {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        var dropped = 0
        var metadataBytes = 0
        for (index, field) in fields.enumerated() {
            let isFirst = !fields[..<index].contains { $0.isNamed(field.name) }
            guard isFirst, isName(field), isValue(field.value), field.value.count <= valueLimit
            else {
                dropped += 1
                continue
            }
            if field.isMetadata {
                guard metadataBytes + field.metadataBytes <= metadataLimit else {
                    dropped += 1
                    continue
                }
                metadataBytes += field.metadataBytes
            }
            append(field.name, field.value, &bytes)
        }
        if let etag {
            if isTag(etag) {
                append("ETag", Array("\"\(etag)\"".utf8), &bytes)
            } else {
                dropped += 1
            }
        }
        if let modifiedSeconds {
            append("Last-Modified", HTTPDate.bytes(secondsSince1970: modifiedSeconds), &bytes)
        }
        return Block(bytes: bytes, dropped: dropped)
    }

    /// The fields of a block, without ETag and Last-Modified.
    package static func parse(_ block: some Collection<UInt8>) -> [StoredField] {
        var fields: [StoredField] = []
        for line in block.split(separator: 0x0A) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let field = StoredField(
                name: String(decoding: line[..<colon], as: UTF8.self),
                value: line[colon...].dropFirst(2).filter { $0 != 0x0D }
            )
            if !field.isNamed("ETag"), !field.isNamed("Last-Modified") { fields.append(field) }
        }
        return fields
    }

    /// A header block with `overrides` in the place of the fields of the same names.
    package static func replacing(
        _ block: UnsafeRawBufferPointer,
        with overrides: [StoredField]
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        var start = 0
        while start < block.count {
            let end = block[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? block.count
            let colon = block[start..<end].firstIndex(of: UInt8(ascii: ":")) ?? end
            let name = String(decoding: block[start..<colon], as: UTF8.self)
            if !overrides.contains(where: { $0.isNamed(name) }) { bytes += block[start..<end] }
            start = end
        }
        for field in overrides { append(field.name, field.value, &bytes) }
        return bytes
    }

    /// Whether a field can carry the value: no control characters but TAB (RFC 9110 section 5.5).
    package static func isValue(_ value: [UInt8]) -> Bool {
        value.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    private static func isTag(_ etag: String) -> Bool {
        !etag.isEmpty
            && etag.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\"") }
    }

    private static func isName(_ field: StoredField) -> Bool {
        let isToken = Array(field.name.utf8).withRawBytes { Token.isToken($0) }
        return isToken && !decidedByResponse.contains { field.isNamed($0) }
    }

    /// Fields whose values depend on the answer, so that a stored one would contradict it.
    private static let decidedByResponse = [
        "Accept-Ranges", "Connection", "Content-Length", "Content-Range", "Date", "ETag",
        "Keep-Alive", "Last-Modified", "Server", "Set-Cookie", "Trailer", "Transfer-Encoding",
        "Upgrade", "x-amz-request-id", "x-headwater", "x-headwater-not-stored",
    ]

    private static func append(_ name: String, _ value: [UInt8], _ bytes: inout [UInt8]) {
        bytes += name.utf8
        bytes += ": ".utf8
        bytes += value
        bytes += "\r\n".utf8
    }
}
