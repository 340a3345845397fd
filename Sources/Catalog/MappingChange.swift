internal import Wire

/// One change of one key, as those who watch see it.
package struct MappingChange: Sendable, Hashable {
    package let revision: UInt64
    /// The position among the changes of this revision: a batch has many.
    package let position: UInt32
    /// Whether more changes of the same revision follow; resume only after one without.
    package let hasMore: Bool
    package let key: MappingKey
    /// The new mapping; nil where it was deleted.
    package let mapping: Mapping?

    static func key(revision: UInt64, position: UInt32) -> [UInt8] {
        var writer = WireWriter(reservingCapacity: 12)
        writer.uint64(revision)
        writer.uint32(position)
        return writer.bytes
    }

    static func value(of operation: MappingOperation, hasMore: Bool) -> [UInt8] {
        var writer = WireWriter()
        writer.bool(hasMore)
        writer.sized(operation.key.bytes)
        switch operation.action {
        case .store(let mapping): writer.optional(mapping) { $0.raw($1.bytes) }
        case .delete: writer.bool(false)
        }
        return writer.bytes
    }

    static func revision(of key: UnsafeRawBufferPointer) throws -> UInt64 {
        guard key.count == 12 else { throw CatalogError.corrupted(.changes, .truncated) }
        return UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))
    }

    init(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) throws {
        do {
            var keyReader = WireReader(Array(key))
            revision = try keyReader.uint64()
            position = try keyReader.uint32()
            var reader = WireReader(Array(value))
            hasMore = try reader.bool()
            self.key = try MappingKey(bytes: try reader.sized(limit: MappingLimits.keyBytes))
            mapping = try reader.optional { reader throws(WireError) in
                try Mapping(decoding: &reader)
            }
            try reader.finish()
        } catch let error as WireError {
            throw CatalogError.corrupted(.changes, error)
        } catch is MappingError {
            throw CatalogError.corrupted(.changes, .notText)
        }
    }
}
