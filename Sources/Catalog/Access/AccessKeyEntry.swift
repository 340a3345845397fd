internal import Wire

/// An access key with the revision that wrote it.
package struct AccessKeyEntry: Sendable, Hashable {
    package let key: AccessKey
    package let revision: UInt64
    /// The proposer's clock when it was created, since 1970.
    package let createdMilliseconds: UInt64

    private static let version: UInt8 = 1

    /// The stored value: the revision as eight bytes, so that it is read without the rest.
    static func value(
        _ key: AccessKey,
        revision: UInt64,
        createdMilliseconds: UInt64
    ) -> [UInt8] {
        var writer = WireWriter(reservingCapacity: 256)
        writer.uint64(revision)
        writer.uint8(version)
        writer.variable(createdMilliseconds)
        key.encode(into: &writer)
        return writer.bytes
    }

    /// The revision of a stored value.
    static func revision(of value: UnsafeRawBufferPointer) throws -> UInt64 {
        guard value.count >= 8 else { throw CatalogError.corrupted(.access, .truncated) }
        return UInt64(bigEndian: value.loadUnaligned(as: UInt64.self))
    }

    init(value: UnsafeRawBufferPointer) throws {
        do throws(WireError) {
            var reader = WireReader(Array(value))
            revision = try reader.uint64()
            let version = try reader.uint8()
            guard version == Self.version else {
                throw WireError.invalid(field: "access key version", value: UInt64(version))
            }
            createdMilliseconds = try reader.variable()
            key = try AccessKey(decoding: &reader)
            try reader.finish()
        } catch {
            throw CatalogError.corrupted(.access, error)
        }
    }
}
