/// Which buckets a grant is for: one by its name, those whose names begin with a text that a `*`
/// ends, or all, as `*`.
package struct BucketPattern: Sendable, Hashable {
    /// As it was written.
    package let text: String

    private let name: [UInt8]
    private let isPrefix: Bool

    /// - Throws: `MappingError` naming `field` where the text is no pattern.
    package init(_ text: String, field: String) throws(MappingError) {
        let bytes = Array(text.utf8)
        isPrefix = bytes.last == UInt8(ascii: "*")
        name = isPrefix ? bytes.dropLast() : bytes
        guard isPrefix && name.isEmpty || BucketName.isValid(name) else {
            throw MappingError(
                field,
                text,
                expected: "must be a bucket's name, the beginning of one and a *, or * for all"
            )
        }
        self.text = text
    }

    /// Whether the grant is for the bucket of this name.
    package func matches(_ bucket: some Collection<UInt8>) -> Bool {
        isPrefix ? bucket.starts(with: name) : bucket.elementsEqual(name)
    }
}
