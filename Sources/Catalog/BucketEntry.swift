internal import Wire

/// A bucket: it came by itself or with its first mapping, and stays when that is deleted.
package struct BucketEntry: Sendable, Hashable {
    package let name: String
    /// The revision that made or last changed it.
    package internal(set) var revision: UInt64
    /// The proposer's clock when it was made, since 1970.
    package let createdMilliseconds: UInt64
    /// Who may read its objects.
    package internal(set) var acl: BucketACL
    /// Its rules for pages of other origins, as `BucketChange` was given them; empty for none.
    package internal(set) var cors: [UInt8]

    /// A bucket as a catalogue would have it.
    package init(
        name: String,
        revision: UInt64,
        createdMilliseconds: UInt64,
        acl: BucketACL = .private,
        cors: [UInt8] = []
    ) {
        self.name = name
        self.revision = revision
        self.createdMilliseconds = createdMilliseconds
        self.acl = acl
        self.cors = cors
    }

    /// Version 1 has neither access list nor rules, and is written where those are the usual ones.
    var value: [UInt8] {
        let isPlain = acl == .private && cors.isEmpty
        var writer = WireWriter(reservingCapacity: 24 + cors.count)
        writer.uint8(isPlain ? 1 : 2)
        writer.uint64(revision)
        writer.uint64(createdMilliseconds)
        if !isPlain {
            writer.uint8(acl.rawValue)
            writer.sized(cors)
        }
        return writer.bytes
    }

    init(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) throws {
        do throws(WireError) {
            var reader = WireReader(Array(value))
            let version = try reader.uint8()
            guard version == 1 || version == 2 else {
                throw WireError.invalid(field: "bucket version", value: UInt64(version))
            }
            revision = try reader.uint64()
            createdMilliseconds = try reader.uint64()
            var access = BucketACL.private
            var rules: [UInt8] = []
            if version == 2 {
                let byte = try reader.uint8()
                guard let acl = BucketACL(rawValue: byte) else {
                    throw WireError.invalid(field: "bucket acl", value: UInt64(byte))
                }
                access = acl
                rules = try reader.sized(limit: CatalogLimits.corsBytes)
            }
            try reader.finish()
            acl = access
            cors = rules
        } catch {
            throw CatalogError.corrupted(.buckets, error)
        }
        name = String(decoding: key, as: UTF8.self)
    }
}
