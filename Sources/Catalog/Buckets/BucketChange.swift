internal import Wire

/// A change of one bucket.
///
/// Its result says with `changes` whether anything changed: 0 where a bucket to create was there
/// already, or where there was none to change or delete.
package struct BucketChange: Sendable, Hashable {
    /// What becomes of the bucket.
    package enum Action: Sendable, Hashable {
        /// Makes it, unless it is there.
        case create(BucketACL)
        /// Removes it; `conditionFailed` with a mapping's revision where it has mappings.
        case delete
        case setACL(BucketACL)
        /// Keeps rules for pages of other origins, as a document that the catalogue does not read;
        /// none where it is empty.
        case setCORS([UInt8])
    }

    package let name: String
    package let action: Action

    package init(_ name: String, _ action: Action) {
        self.name = name
        self.action = action
    }

    func encode(into writer: inout WireWriter) {
        writer.text(name)
        switch action {
        case .create(let acl):
            writer.uint8(1)
            writer.uint8(acl.rawValue)
        case .delete: writer.uint8(2)
        case .setACL(let acl):
            writer.uint8(3)
            writer.uint8(acl.rawValue)
        case .setCORS(let document):
            writer.uint8(4)
            writer.sized(document)
        }
    }

    init(decoding reader: inout WireReader) throws(WireError) {
        name = try reader.text(limit: MappingLimits.bucketBytes)
        guard BucketName.isValid(Array(name.utf8)) else {
            throw .invalid(field: "bucket name", value: UInt64(name.utf8.count))
        }
        switch try reader.uint8() {
        case 1: action = .create(try Self.acl(&reader))
        case 2: action = .delete
        case 3: action = .setACL(try Self.acl(&reader))
        case 4: action = .setCORS(try reader.sized(limit: CatalogLimits.corsBytes))
        case let other: throw .invalid(field: "bucket action", value: UInt64(other))
        }
    }

    private static func acl(_ reader: inout WireReader) throws(WireError) -> BucketACL {
        let byte = try reader.uint8()
        guard let acl = BucketACL(rawValue: byte) else {
            throw .invalid(field: "bucket acl", value: UInt64(byte))
        }
        return acl
    }
}
