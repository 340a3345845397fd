package import Wire

/// The name of a cluster, drawn when it is founded: nodes of another one are refused by it.
package struct ClusterID: Sendable, Hashable, CustomStringConvertible {
    package private(set) var high: UInt64
    private var low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// What a node says that is of no cluster yet.
    package static let none = ClusterID(high: 0, low: 0)

    /// Appends its 16 bytes.
    package func encode(into writer: inout WireWriter) {
        writer.uint64(high)
        writer.uint64(low)
    }

    /// - Throws: `WireError.truncated` where fewer than 16 bytes are left.
    package init(decoding reader: inout WireReader) throws(WireError) {
        high = try reader.uint64()
        low = try reader.uint64()
    }

    /// 32 hexadecimal digits.
    package var description: String { Self.digits(high) + Self.digits(low) }

    private static func digits(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
