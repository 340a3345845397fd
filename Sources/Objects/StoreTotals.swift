internal import Wire

/// How many objects the store has, and of how many bytes; counted in the index's own transactions.
package struct StoreTotals: Sendable, Equatable {
    package var objects: UInt64 = 0
    /// The sizes of all bodies, without records and headers.
    package var bytes: UInt64 = 0

    package init() {}

    /// The totals as they are stored, or none if there are none yet.
    init(_ stored: UnsafeRawBufferPointer?) throws(ObjectStoreError) {
        guard let stored else { return }
        guard stored.count == 16 else { throw .corruptedRecord }
        objects = UInt64(bigEndian: stored.loadUnaligned(as: UInt64.self))
        bytes = UInt64(bigEndian: stored.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    var encoded: [UInt8] {
        var writer = WireWriter(reservingCapacity: 16)
        writer.uint64(objects)
        writer.uint64(bytes)
        return writer.bytes
    }

    mutating func add(size: UInt64) {
        objects &+= 1
        bytes &+= size
    }

    mutating func subtract(size: UInt64) {
        objects &-= 1
        bytes &-= size
    }
}
