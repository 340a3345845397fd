/// Sets of ASCII characters as bit masks: no table in memory, no lazy initialisation.
enum CharacterClass {
    /// A `tchar` of RFC 9110 section 5.6.2: a letter, a digit or one of ``!#$%&'*+-.^_`|~``.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        contains(byte, low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
    }

    /// What `uri-host [":" port]` is made of (RFC 3986 section 3.2), without the comma: no host
    /// name has one, and a second reader may take it for a list.
    @inline(__always)
    static func isAuthority(_ byte: UInt8) -> Bool {
        contains(byte, low: 0x2FFF_6FF2_0000_0000, high: 0x47FF_FFFE_AFFF_FFFE)
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10
    }

    @inline(__always)
    private static func contains(_ byte: UInt8, low: UInt64, high: UInt64) -> Bool {
        guard byte < 128 else { return false }
        return (byte < 64 ? low : high) &>> UInt64(byte & 63) & 1 == 1
    }
}
