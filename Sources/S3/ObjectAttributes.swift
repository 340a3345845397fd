/// What is kept of an object besides its body and its response fields: tags, access list, checksum.
///
/// Encoded: version (1 byte), access list (1), number of tags (1), algorithm of the checksum (1, 0
/// being none), its kind (1), its parts (4), its length (1), its value; then each tag's key and
/// value, each with its length (2). Nothing is encoded as no bytes.
package struct ObjectAttributes: Sendable, Equatable {
    package var acl = CannedACL.private
    package var tags = TagSet()
    package var checksum: StoredChecksum?

    private static let version: UInt8 = 1
    private static let fixedBytes = 10

    package init(
        acl: CannedACL = .private,
        tags: TagSet = TagSet(),
        checksum: StoredChecksum? = nil
    ) {
        self.acl = acl
        self.tags = tags
        self.checksum = checksum
    }

    /// The number of tags, read in place.
    package static func tagCount(in encoded: UnsafeRawBufferPointer) -> Int {
        encoded.count >= fixedBytes ? Int(encoded[2]) : 0
    }

    /// Whether anybody may read the object, read in place.
    package static func isPublic(_ encoded: UnsafeRawBufferPointer) -> Bool {
        encoded.count >= fixedBytes && encoded[1] == CannedACL.publicRead.rawValue
    }

    /// `x-amz-tagging-count`, as a line of a head; nothing where there are no tags.
    package static func tagCountLines(_ count: Int) -> [UInt8] {
        count > 0 ? Array("x-amz-tagging-count: \(count)\r\n".utf8) : []
    }

    /// The bytes to keep.
    package var encoded: [UInt8] {
        guard self != ObjectAttributes() else { return [] }
        var bytes = [Self.version, acl.rawValue, UInt8(tags.tags.count)]
        bytes.append(checksum.map { Self.number(of: $0.algorithm) } ?? 0)
        bytes.append(checksum?.kind.rawValue ?? 0)
        let parts = checksum?.parts ?? 0
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: parts >> UInt32(shift)))
        }
        bytes.append(UInt8(checksum?.value.count ?? 0))
        bytes += checksum?.value ?? []
        for tag in tags.tags {
            Self.append(tag.key, to: &bytes)
            Self.append(tag.value, to: &bytes)
        }
        return bytes
    }

    /// The attributes in these bytes; nil where they are none.
    package init?(_ encoded: some Collection<UInt8>) {
        guard !encoded.isEmpty else { return }
        let bytes = Array(encoded)
        guard bytes.count >= Self.fixedBytes, bytes[0] == Self.version,
            let acl = CannedACL(rawValue: bytes[1])
        else { return nil }
        self.acl = acl
        var position = Self.fixedBytes + Int(bytes[9])
        guard position <= bytes.count else { return nil }
        if bytes[3] > 0 {
            guard bytes[3] <= ChecksumAlgorithm.allCases.count,
                let kind = StoredChecksum.Kind(rawValue: bytes[4])
            else { return nil }
            checksum = StoredChecksum(
                ChecksumAlgorithm.allCases[Int(bytes[3]) - 1],
                kind,
                value: Array(bytes[Self.fixedBytes..<position]),
                parts: bytes[5..<9].reduce(0) { $0 << 8 | UInt32($1) }
            )
        }
        var tags: [ObjectTag] = []
        for _ in 0..<bytes[2] {
            guard let key = Self.text(bytes, &position), let value = Self.text(bytes, &position)
            else { return nil }
            tags.append(ObjectTag(key: key, value: value))
        }
        do throws(S3Error) {
            self.tags = try TagSet(tags)
        } catch {
            return nil
        }
    }

    private static func number(of algorithm: ChecksumAlgorithm) -> UInt8 {
        UInt8((ChecksumAlgorithm.allCases.firstIndex(of: algorithm) ?? 0) + 1)
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let count = text.utf8.count
        bytes.append(UInt8(count >> 8))
        bytes.append(UInt8(count & 255))
        bytes += text.utf8
    }

    private static func text(_ bytes: [UInt8], _ position: inout Int) -> String? {
        guard position + 2 <= bytes.count else { return nil }
        let end = position + 2 + (Int(bytes[position]) << 8 | Int(bytes[position + 1]))
        guard end <= bytes.count else { return nil }
        defer { position = end }
        return String(validating: bytes[(position + 2)..<end], as: UTF8.self)
    }
}
