import Wire

/// A write to the simulator's key-value store.
struct Command: Sendable, Equatable {
    enum Operation: Sendable, Equatable {
        case put(UInt64)
        case delete
        case compareAndSet(expected: UInt64, new: UInt64)
    }

    var session: UInt64
    /// Counts up within a session; a repeated one is the same request.
    var sequence: UInt64
    var key: Int
    var operation: Operation

    var bytes: [UInt8] {
        var writer = WireWriter(reservingCapacity: 34)
        writer.uint64(session)
        writer.uint64(sequence)
        writer.uint8(UInt8(key))
        switch operation {
        case .put(let value):
            writer.uint8(0)
            writer.uint64(value)
        case .delete:
            writer.uint8(1)
        case .compareAndSet(let expected, let new):
            writer.uint8(2)
            writer.uint64(expected)
            writer.uint64(new)
        }
        return writer.bytes
    }

    init(session: UInt64, sequence: UInt64, key: Int, operation: Operation) {
        self.session = session
        self.sequence = sequence
        self.key = key
        self.operation = operation
    }

    init(bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        session = try reader.uint64()
        sequence = try reader.uint64()
        key = Int(try reader.uint8())
        switch try reader.uint8() {
        case 0: operation = .put(try reader.uint64())
        case 1: operation = .delete
        default:
            let expected = try reader.uint64()
            operation = .compareAndSet(expected: expected, new: try reader.uint64())
        }
        try reader.finish()
    }
}
