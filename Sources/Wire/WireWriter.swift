/// Appends values to a byte array: integers big-endian, counts as LEB128 variable-length integers.
///
/// Big-endian keeps encoded numbers in their order when compared as bytes, so keys of the storage
/// use the same calls.
package struct WireWriter: Sendable {
    package private(set) var bytes: [UInt8]

    package init(reservingCapacity capacity: Int = 64) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// One byte.
    package mutating func uint8(_ value: UInt8) {
        bytes.append(value)
    }

    /// Two bytes, big-endian.
    package mutating func uint16(_ value: UInt16) {
        fixedWidth(value)
    }

    /// Four bytes, big-endian.
    package mutating func uint32(_ value: UInt32) {
        fixedWidth(value)
    }

    /// Eight bytes, big-endian.
    package mutating func uint64(_ value: UInt64) {
        fixedWidth(value)
    }

    /// A byte of 0 or 1.
    package mutating func bool(_ value: Bool) {
        bytes.append(value ? 1 : 0)
    }

    /// An unsigned LEB128 integer: 7 bits a byte, lowest first, at most 10 bytes.
    package mutating func variable(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// A count and then that many bytes.
    package mutating func sized(_ value: some Collection<UInt8>) {
        variable(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// The same for bytes that are lent: without a generic call, as millions are copied so.
    package mutating func sized(_ value: UnsafeRawBufferPointer) {
        variable(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// The same for bytes of one's own.
    package mutating func sized(_ value: [UInt8]) {
        variable(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// A count and then the UTF-8 bytes of the text.
    package mutating func text(_ value: String) {
        sized(value.utf8)
    }

    /// Bytes as they are, without a count.
    package mutating func raw(_ value: some Sequence<UInt8>) {
        bytes.append(contentsOf: value)
    }

    /// A presence byte and, when there is a value, what `write` appends for it.
    package mutating func optional<Value>(
        _ value: Value?,
        _ write: (inout WireWriter, Value) -> Void
    ) {
        bool(value != nil)
        if let value { write(&self, value) }
    }

    private mutating func fixedWidth(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
