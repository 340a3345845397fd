internal import Wire

/// One write of one key.
package struct MappingOperation: Sendable, Hashable {
    /// What becomes of the key.
    package enum Action: Sendable, Hashable {
        case store(EncodedMapping)
        case delete

        /// Writes a mapping.
        package static func put(_ mapping: Mapping) -> Action {
            .store(EncodedMapping(mapping))
        }
    }

    package var key: MappingKey
    package var action: Action
    package var condition: WriteCondition

    package init(_ key: MappingKey, _ action: Action, condition: WriteCondition = .none) {
        self.key = key
        self.action = action
        self.condition = condition
    }

    func encode(into writer: inout WireWriter) {
        writer.sized(key.bytes)
        switch condition {
        case .none: writer.uint8(0)
        case .revision(let revision):
            writer.uint8(1)
            writer.variable(revision)
        case .absent: writer.uint8(2)
        }
        switch action {
        case .store(let mapping):
            writer.uint8(1)
            writer.sized(mapping.bytes)
        case .delete: writer.uint8(2)
        }
    }

    init(decoding reader: inout WireReader) throws(WireError) {
        let bytes = try reader.sized(limit: MappingLimits.keyBytes)
        do {
            key = try MappingKey(bytes: bytes)
        } catch {
            throw .invalid(field: "mapping key", value: UInt64(bytes.count))
        }
        switch try reader.uint8() {
        case 0: condition = .none
        case 1: condition = .revision(try reader.variable())
        case 2: condition = .absent
        case let other: throw .invalid(field: "condition", value: UInt64(other))
        }
        switch try reader.uint8() {
        case 1:
            let bytes = try reader.sized(limit: CatalogLimits.mappingBytes)
            action = .store(EncodedMapping(bytes: bytes))
        case 2: action = .delete
        case let other: throw .invalid(field: "action", value: UInt64(other))
        }
    }
}
