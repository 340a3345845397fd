/// One response field that an object has or is given.
package struct StoredField: Equatable, Sendable {
    /// As it is sent.
    package let name: String
    /// The bytes behind the colon and space.
    package let value: [UInt8]

    /// A field, not checked yet: `StoredFields` does that.
    package init(name: String, value: some Sequence<UInt8>) {
        self.name = name
        self.value = Array(value)
    }

    /// A field of text, not checked yet.
    package init(name: String, value: String) {
        self.init(name: name, value: value.utf8)
    }

    /// Whether it is user metadata, `x-amz-meta-…`.
    package var isMetadata: Bool {
        isNamed(prefix: StoredFields.metadataPrefix)
            && name.utf8.count > StoredFields.metadataPrefix.count
    }

    /// Bytes that count towards the limit of user metadata: the name behind its prefix and the
    /// value.
    package var metadataBytes: Int {
        name.utf8.count - StoredFields.metadataPrefix.count + value.count
    }

    /// Whether the name is `other` in any case of letters.
    package func isNamed(_ other: String) -> Bool {
        name.utf8.count == other.utf8.count && isNamed(prefix: Array(other.utf8))
    }

    private func isNamed(prefix: [UInt8]) -> Bool {
        name.utf8.count >= prefix.count
            && zip(name.utf8, prefix).allSatisfy { lower($0) == lower($1) }
    }

    private func lower(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
}
