package import Catalog
internal import Wire

/// A piece of a snapshot: some entries of the catalogue's tables with a length and a checksum.
///
/// `length (4 bytes), entries, checksum of the entries (8 bytes)`; an entry is its table, its key
/// and its value. A part of a snapshot is a whole number of blocks, so it can be checked and loaded
/// by itself.
package struct SnapshotBlock {
    /// Bytes of length and checksum.
    package static let framingBytes = 12
    /// Large enough that framing is nothing, far below the limit of a part: the longest entry, a
    /// mapping of 40,000 bytes, still fits beside a full block.
    package static let targetBytes = 64 << 10

    private var writer = WireWriter(reservingCapacity: targetBytes)

    /// Whether it is to be taken before the next entry.
    package var isFull: Bool { writer.bytes.count >= Self.targetBytes }
    package var isEmpty: Bool { writer.bytes.isEmpty }

    /// An empty block.
    package init() {}

    /// Adds an entry of a table.
    package mutating func append(
        _ table: CatalogTable,
        _ key: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer
    ) {
        writer.uint8(UInt8(table.rawValue))
        writer.sized(key)
        writer.sized(value)
    }

    /// The block's bytes; it is empty afterwards.
    package mutating func take() -> [UInt8] {
        let framed = Self.framed(writer.bytes)
        writer = WireWriter(reservingCapacity: Self.targetBytes)
        return framed
    }

    /// Encoded entries between their length and their checksum.
    package static func framed(_ entries: [UInt8]) -> [UInt8] {
        var framed = WireWriter(reservingCapacity: entries.count + framingBytes)
        framed.uint32(UInt32(entries.count))
        framed.raw(entries)
        framed.uint64(checksum(entries[...]))
        return framed.bytes
    }

    /// Gives every entry of whole blocks.
    ///
    /// - Throws: `DamagedSnapshot` for anything that `take` does not write.
    package static func scan(
        _ bytes: [UInt8],
        _ body: (CatalogTable, _ key: [UInt8], _ value: [UInt8]) throws -> Void
    ) throws {
        var reader = WireReader(bytes)
        while reader.remaining > 0 {
            let entries = try block(&reader)
            var inner = WireReader(entries)
            while inner.remaining > 0 {
                let (table, key, value) = try entry(&inner)
                try body(table, key, value)
            }
        }
    }

    /// Whether the bytes are whole, unharmed blocks.
    package static func isIntact(_ bytes: [UInt8]) -> Bool {
        do {
            try scan(bytes) { _, _, _ in }
            return true
        } catch {
            return false
        }
    }

    private static func block(_ reader: inout WireReader) throws(DamagedSnapshot) -> [UInt8] {
        do throws(WireError) {
            let entries = try reader.raw(count: Int(try reader.uint32()))
            if try reader.uint64() == checksum(entries[...]) { return entries }
        } catch {
            throw DamagedSnapshot()
        }
        throw DamagedSnapshot()
    }

    private static func entry(
        _ reader: inout WireReader
    ) throws(DamagedSnapshot) -> (CatalogTable, [UInt8], [UInt8]) {
        do throws(WireError) {
            let table = CatalogTable(rawValue: Int(try reader.uint8()))
            let key = try reader.sized(limit: 1 << 20)
            let value = try reader.sized(limit: 1 << 20)
            if let table, !key.isEmpty { return (table, key, value) }
        } catch {
            throw DamagedSnapshot()
        }
        throw DamagedSnapshot()
    }

    /// FNV-1a by words: finds what a broken disk or link does, and is no signature.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.count)
        bytes.withUnsafeBytes { raw in
            var offset = 0
            while offset + 8 <= raw.count {
                let word = UInt64(
                    littleEndian: raw.loadUnaligned(
                        fromByteOffset: offset,
                        as: UInt64.self
                    )
                )
                hash = (hash ^ word) &* 0x100_0000_01B3
                hash ^= hash >> 29
                offset += 8
            }
            while offset < raw.count {
                hash = (hash ^ UInt64(raw[offset])) &* 0x100_0000_01B3
                hash ^= hash >> 29
                offset += 1
            }
        }
        return hash
    }
}
