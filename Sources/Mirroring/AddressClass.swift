/// What an address is for, after the IANA registries of special-purpose IPv4 and IPv6 addresses
/// (RFC 6890).
///
/// Only `global` ones are the open Internet.
package enum AddressClass: String, Sendable {
    case global
    case unspecified
    case loopback
    case linkLocal = "link-local"
    case privateUse = "private"
    case sharedSpace = "shared (carrier NAT)"
    case documentation
    case benchmarking
    case reserved
    case multicast
    case broadcast
    /// One of this cluster's own addresses.
    case cluster = "cluster's own"
    case malformed

    package init(of address: [UInt8]) {
        switch address.count {
        case 4: self = AddressClass.classify4(address)
        case 16: self = AddressClass.classify6(address)
        default: self = .malformed
        }
    }

    /// The IPv4 address inside a v4-mapped one, or the address itself.
    static func unmapped(_ address: [UInt8]) -> [UInt8] {
        address.count == 16 && hasPrefix(address, mappedPrefix) ? Array(address[12...]) : address
    }

    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    private static let translatedPrefix: [UInt8] = [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]

    private static func hasPrefix(_ address: [UInt8], _ prefix: [UInt8]) -> Bool {
        address.starts(with: prefix)
    }

    private static func classify4(_ a: [UInt8]) -> AddressClass {
        switch (a[0], a[1], a[2]) {
        case (0, _, _): .unspecified
        case (127, _, _): .loopback
        case (10, _, _), (172, 16...31, _), (192, 168, _): .privateUse
        case (169, 254, _): .linkLocal
        case (100, 64...127, _): .sharedSpace
        case (192, 0, 2), (198, 51, 100), (203, 0, 113): .documentation
        case (198, 18...19, _): .benchmarking
        // Protocol assignments; the 6to4 relays, which forward into anywhere.
        case (192, 0, 0), (192, 88, 99): .reserved
        case (224...239, _, _): .multicast
        case (255, 255, 255) where a[3] == 255: .broadcast
        case (240...255, _, _): .reserved
        default: .global
        }
    }

    private static func classify6(_ a: [UInt8]) -> AddressClass {
        // An IPv4 address that hides inside is judged as itself.
        if hasPrefix(a, mappedPrefix) || hasPrefix(a, translatedPrefix) {
            return classify4(Array(a[12...]))
        }
        // Locally chosen NAT64 prefixes (RFC 8215) embed their address where only they know.
        if hasPrefix(a, [0, 0x64, 0xFF, 0x9B, 0, 1]) { return .privateUse }
        if hasPrefix(a, [0x20, 0x02]) { return classify4(Array(a[2..<6])) }
        if a[..<15].allSatisfy({ $0 == 0 }) {
            return a[15] == 0 ? .unspecified : a[15] == 1 ? .loopback : .reserved
        }
        // IPv4-compatible (deprecated), ISATAP (RFC 5214), Teredo and other protocol uses of
        // 2001::/23.
        if a[..<12].allSatisfy({ $0 == 0 }) { return classify4(Array(a[12...])) }
        if a[0] == 0xFF { return .multicast }
        if a[0] == 0xFE {
            return a[1] & 0xC0 == 0x80 ? .linkLocal : a[1] & 0xC0 == 0xC0 ? .privateUse : .reserved
        }
        if a[0] & 0xFE == 0xFC { return .privateUse }
        if hasPrefix(a, [0x20, 0x01, 0x0D, 0xB8])
            || a[0] == 0x3F && a[1] == 0xFF && a[2] & 0xF0 == 0
        {
            return .documentation
        }
        if a[0] == 0x20, a[1] == 0x01, a[2] & 0xFE == 0 { return .reserved }
        let isTunnelled = a[9] == 0 && a[10] == 0x5E && a[11] == 0xFE && a[8] & 0xFD == 0
        if isTunnelled { return classify4(Array(a[12...])) }
        // Only 2000::/3 has been given out for the Internet.
        return a[0] & 0xE0 == 0x20 ? .global : .reserved
    }
}
