/// The key of a mapping: `bucket`, or `bucket/prefix` where the prefix is one in S3's sense: of the
/// key's text, not of whole segments.
package struct MappingKey: Sendable, Hashable, Comparable {
    /// The whole key as UTF-8.
    package let bytes: [UInt8]
    /// How many of the bytes are the bucket's name.
    package let bucketLength: Int

    package init(_ text: String) throws(MappingError) {
        try self.init(bytes: Array(text.utf8))
    }

    package init(bytes: [UInt8]) throws(MappingError) {
        func refused(_ expected: String) -> MappingError {
            MappingError("key", String(decoding: bytes, as: UTF8.self), expected: expected)
        }
        guard bytes.count <= MappingLimits.keyBytes else {
            throw refused(
                "must be at most \(MappingLimits.keyBytes) bytes long, which is what the index "
                    + "can keep; it has \(bytes.count)"
            )
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw refused("must be UTF-8")
        }
        guard !bytes.contains(0) else { throw refused("must not contain NUL") }
        let slash = bytes.firstIndex(of: UInt8(ascii: "/"))
        let bucket = bytes[..<(slash ?? bytes.endIndex)]
        guard BucketName.isValid(bucket) else {
            throw refused(
                "must begin with a bucket's name: 1 to \(MappingLimits.bucketBytes) letters, "
                    + "digits, '.', '_' or '-'"
            )
        }
        guard slash != bytes.count - 1 else {
            throw refused(
                "must have a prefix after the slash; \"\(String(decoding: bucket, as: UTF8.self))\""
                    + " alone is the whole bucket"
            )
        }
        self.bytes = bytes
        bucketLength = bucket.count
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package var bucket: ArraySlice<UInt8> { bytes[..<bucketLength] }

    /// Whether the key is a bucket's name without a prefix.
    package var isWholeBucket: Bool { bucketLength == bytes.count }

    package static func < (left: MappingKey, right: MappingKey) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
