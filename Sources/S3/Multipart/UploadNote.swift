/// What a CreateMultipartUpload asked for, kept until the upload is completed.
///
/// Encoded: the length of the attributes (4 bytes), the attributes, the algorithm (1, 0 being none)
/// and kind of the checksum (1), then the response fields as lines.
package struct UploadNote: Sendable, Equatable {
    package var fields: [StoredField]
    /// Access list and tags.
    package var attributes: ObjectAttributes
    package var algorithm: ChecksumAlgorithm?
    package var kind: StoredChecksum.Kind

    package init(
        fields: [StoredField],
        attributes: ObjectAttributes = ObjectAttributes(),
        algorithm: ChecksumAlgorithm? = nil,
        kind: StoredChecksum.Kind = .composite
    ) {
        self.fields = fields
        self.attributes = attributes
        self.algorithm = algorithm
        self.kind = kind
    }

    /// The bytes to keep.
    package var encoded: [UInt8] {
        let attributes = attributes.encoded
        var bytes: [UInt8] = []
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: attributes.count >> shift))
        }
        bytes += attributes
        bytes.append(
            algorithm.flatMap { ChecksumAlgorithm.allCases.firstIndex(of: $0) }
                .map { UInt8($0 + 1) } ?? 0
        )
        bytes.append(kind.rawValue)
        return bytes + StoredFields.render(fields, etag: nil, modifiedSeconds: nil).bytes
    }

    /// The note in these bytes; nil where they are none.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= 6 else { return nil }
        let end = 4 + bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard end + 2 <= bytes.count, let attributes = ObjectAttributes(bytes[4..<end]),
            bytes[end] <= ChecksumAlgorithm.allCases.count,
            let kind = StoredChecksum.Kind(rawValue: bytes[end + 1])
        else { return nil }
        self.attributes = attributes
        self.kind = kind
        algorithm = bytes[end] == 0 ? nil : ChecksumAlgorithm.allCases[Int(bytes[end]) - 1]
        fields = StoredFields.parse(bytes[(end + 2)...])
    }
}
