/// Takes values off the front of a byte array, refusing whatever does not fit.
///
/// Every length is compared with the caller's limit and with the bytes that are left before
/// anything is allocated, so a hostile length costs nothing.
package struct WireReader: Sendable {
    private let bytes: [UInt8]
    private var position: Int
    private let end: Int

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = 0
        end = bytes.count
    }

    package init(_ slice: ArraySlice<UInt8>) {
        self.init(Array(slice))
    }

    package var remaining: Int { end - position }

    /// One byte; throws `truncated` at the end, as do all that follow.
    package mutating func uint8() throws(WireError) -> UInt8 {
        guard position < end else { throw .truncated }
        defer { position += 1 }
        return bytes[position]
    }

    /// Two bytes, big-endian.
    package mutating func uint16() throws(WireError) -> UInt16 {
        try fixedWidth()
    }

    /// Four bytes, big-endian.
    package mutating func uint32() throws(WireError) -> UInt32 {
        try fixedWidth()
    }

    /// Eight bytes, big-endian.
    package mutating func uint64() throws(WireError) -> UInt64 {
        try fixedWidth()
    }

    /// A byte of 0 or 1; throws `invalid` for any other, so that each value has one encoding.
    package mutating func bool() throws(WireError) -> Bool {
        switch try uint8() {
        case 0: false
        case 1: true
        case let other: throw .invalid(field: "bool", value: UInt64(other))
        }
    }

    /// An unsigned LEB128 integer; throws `invalid` for one beyond 64 bits.
    package mutating func variable() throws(WireError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try uint8()
            let part = UInt64(byte & 0x7F)
            guard shift < 63 || (shift == 63 && part <= 1) else {
                throw .invalid(field: "variable", value: UInt64(byte))
            }
            value |= part << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
    }

    /// A count of at most `limit` and then that many bytes.
    package mutating func sized(limit: Int) throws(WireError) -> [UInt8] {
        let length = try variable()
        guard length <= UInt64(limit) else { throw .tooLong(length: length, limit: limit) }
        return try raw(count: Int(length))
    }

    /// A count of at most `limit` bytes and then UTF-8 text.
    package mutating func text(limit: Int) throws(WireError) -> String {
        guard let text = String(validating: try sized(limit: limit), as: UTF8.self) else {
            throw .notText
        }
        return text
    }

    /// That many bytes without a count before them; throws `truncated` where fewer are left.
    package mutating func raw(count: Int) throws(WireError) -> [UInt8] {
        guard count >= 0, count <= remaining else { throw .truncated }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// A number of elements of at most `limit`, refused when even one byte each would not be left.
    package mutating func count(limit: Int) throws(WireError) -> Int {
        let count = try variable()
        guard count <= UInt64(limit) else { throw .tooLong(length: count, limit: limit) }
        guard count <= UInt64(remaining) else { throw .truncated }
        return Int(count)
    }

    /// A presence byte and, where it is 1, what `read` takes.
    package mutating func optional<Value>(
        _ read: (inout WireReader) throws(WireError) -> Value
    ) throws(WireError) -> Value? {
        guard try bool() else { return nil }
        return try read(&self)
    }

    /// Everything that is left.
    package mutating func rest() -> [UInt8] {
        defer { position = end }
        return Array(bytes[position..<end])
    }

    /// Refuses bytes after the last field: a message is exactly as long as its fields.
    package func finish() throws(WireError) {
        guard position == end else { throw .trailing(count: end - position) }
    }

    private mutating func fixedWidth<Value: FixedWidthInteger>() throws(WireError) -> Value {
        let width = MemoryLayout<Value>.size
        guard remaining >= width else { throw .truncated }
        var value: Value = 0
        for offset in 0..<width {
            value = value << 8 | Value(truncatingIfNeeded: bytes[position + offset])
        }
        position += width
        return value
    }
}
