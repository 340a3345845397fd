import Wire

/// The answer to a command: whether it was done, and the value found before.
struct Reply: Sendable, Equatable {
    var isDone: Bool
    var value: UInt64

    var bytes: [UInt8] {
        var writer = WireWriter(reservingCapacity: 9)
        writer.bool(isDone)
        writer.uint64(value)
        return writer.bytes
    }

    init(isDone: Bool, value: UInt64) {
        self.isDone = isDone
        self.value = value
    }

    init(bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        isDone = try reader.bool()
        value = try reader.uint64()
        try reader.finish()
    }
}
