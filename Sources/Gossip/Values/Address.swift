/// Where a member is reached: an IPv4 or IPv6 address and a port, used for UDP and TCP alike.
///
/// A value without storage of its own, for a view of thousands of members holds one of each.
package struct Address: Sendable, Hashable, Comparable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64
    package let isIPv6: Bool
    package let port: UInt16

    /// Takes 4 bytes (IPv4) or 16 bytes (IPv6) in network order; nil for any other count.
    package init?(bytes: some Collection<UInt8>, port: UInt16) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in bytes {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(byte)
        }
        self.high = high
        self.low = low
        isIPv6 = bytes.count == 16
        self.port = port
    }

    /// The bytes in network order: 4 of IPv4, 16 of IPv6.
    package var bytes: [UInt8] {
        let low = (0..<8).reversed().map { UInt8(truncatingIfNeeded: self.low >> ($0 * 8)) }
        guard isIPv6 else { return Array(low.suffix(4)) }
        return (0..<8).reversed().map { UInt8(truncatingIfNeeded: high >> ($0 * 8)) } + low
    }

    /// Any order does as long as all members have the same: it settles ties.
    package static func < (left: Address, right: Address) -> Bool {
        if left.isIPv6 != right.isIPv6 { return right.isIPv6 }
        if left.high != right.high { return left.high < right.high }
        if left.low != right.low { return left.low < right.low }
        return left.port < right.port
    }

    package var description: String {
        guard isIPv6 else {
            return bytes.map { String($0) }.joined(separator: ".") + ":\(port)"
        }
        let bytes = bytes
        let groups = stride(from: 0, to: 16, by: 2).map {
            String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
        }
        return "[" + groups.joined(separator: ":") + "]:\(port)"
    }
}
