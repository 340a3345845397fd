internal import Wire

/// One change of the access keys.
package enum AccessOperation: Sendable, Hashable {
    /// A key of a new name; refused where there is one of that name.
    case create(AccessKey)
    /// The key of this name goes.
    case delete(name: String)

    func encode(into writer: inout WireWriter) {
        switch self {
        case .create(let key):
            writer.uint8(1)
            key.encode(into: &writer)
        case .delete(let name):
            writer.uint8(2)
            writer.text(name)
        }
    }

    init(decoding reader: inout WireReader) throws(WireError) {
        switch try reader.uint8() {
        case 1: self = .create(try AccessKey(decoding: &reader))
        case 2:
            self = .delete(name: try reader.text(limit: AccessLimits.nameBytes.upperBound))
        case let other: throw .invalid(field: "access operation", value: UInt64(other))
        }
    }

    /// The operation without what sealing makes different each time, to tell a retry by.
    var withoutSealing: AccessOperation {
        guard case .create(let key) = self, key.secret.hasPrefix(AccessLimits.sealedPrefix) else {
            return self
        }
        do {
            return .create(
                try AccessKey(
                    name: key.name,
                    secret: AccessLimits.sealedPrefix,
                    grants: key.grants,
                    description: key.description
                )
            )
        } catch {
            return self
        }
    }
}
