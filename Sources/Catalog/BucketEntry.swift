internal import Wire

/// A bucket: it came with its first mapping and stays when that is deleted.
package struct BucketEntry: Sendable, Hashable {
    package let name: String
    /// The revision that made it.
    package let revision: UInt64
    /// The proposer's clock when it was made, since 1970.
    package let createdMilliseconds: UInt64

    static func value(revision: UInt64, createdMilliseconds: UInt64) -> [UInt8] {
        var writer = WireWriter(reservingCapacity: 17)
        writer.uint8(1)
        writer.uint64(revision)
        writer.uint64(createdMilliseconds)
        return writer.bytes
    }

    init(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) throws {
        do throws(WireError) {
            var reader = WireReader(Array(value))
            let version = try reader.uint8()
            guard version == 1 else {
                throw WireError.invalid(field: "bucket version", value: UInt64(version))
            }
            revision = try reader.uint64()
            createdMilliseconds = try reader.uint64()
            try reader.finish()
        } catch {
            throw CatalogError.corrupted(.buckets, error)
        }
        name = String(decoding: key, as: UTF8.self)
    }
}
