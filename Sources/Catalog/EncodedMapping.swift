package import Wire

/// A mapping as its bytes: applied on every node without being taken apart.
///
/// Whoever proposes has checked it, and the leader checks what others pass on; so a log entry's
/// bytes are those of a mapping.
package struct EncodedMapping: Sendable, Hashable {
    package let bytes: [UInt8]

    package init(_ mapping: Mapping) {
        bytes = mapping.encoded
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The mapping itself.
    ///
    /// - Throws: `WireError` where the bytes are not one's.
    package func decoded() throws(WireError) -> Mapping {
        var reader = WireReader(bytes)
        let mapping = try Mapping(decoding: &reader)
        try reader.finish()
        return mapping
    }
}
