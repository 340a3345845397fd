internal import Wire

/// A mapping with its key and the revision that wrote it.
package struct MappingEntry: Sendable, Hashable {
    package let key: MappingKey
    package let mapping: Mapping
    package let revision: UInt64

    package init(key: MappingKey, mapping: Mapping, revision: UInt64) {
        self.key = key
        self.mapping = mapping
        self.revision = revision
    }

    /// The stored value: the revision as eight bytes, so that it is read without the rest.
    static func value(revision: UInt64, mapping: [UInt8]) -> [UInt8] {
        var writer = WireWriter(reservingCapacity: 8 + mapping.count)
        writer.uint64(revision)
        writer.raw(mapping)
        return writer.bytes
    }

    /// The revision of a stored value.
    package static func revision(of value: UnsafeRawBufferPointer) throws -> UInt64 {
        guard value.count >= 8 else { throw CatalogError.corrupted(.mappings, .truncated) }
        return UInt64(bigEndian: value.loadUnaligned(as: UInt64.self))
    }

    /// Whether a stored value is a mapping that anybody may read, without reading the rest.
    static func isPublic(_ value: UnsafeRawBufferPointer) throws -> Bool {
        guard value.count > 8 else { throw CatalogError.corrupted(.mappings, .truncated) }
        return Mapping.isPublic(value[8...])
    }

    /// Reads a stored key and its value.
    package init(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) throws {
        do {
            var reader = WireReader(Array(value))
            revision = try reader.uint64()
            mapping = try Mapping(decoding: &reader)
            try reader.finish()
        } catch {
            throw CatalogError.corrupted(.mappings, error)
        }
        do {
            self.key = try MappingKey(bytes: Array(key))
        } catch {
            throw CatalogError.corrupted(.mappings, .notText)
        }
    }
}
