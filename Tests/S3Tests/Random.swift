/// SplitMix64: the same mutations from the same seed.
struct Random {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }

    /// Changes, removes, inserts or cuts at one place.
    mutating func mutate(_ bytes: inout [UInt8]) {
        let lively = Array("\r\n ;/?%&=+.\0:0AFac\"".utf8) + [0x80, 0xC3, 0xFF]
        guard !bytes.isEmpty else { return }
        let position = below(bytes.count)
        switch below(5) {
        case 0: bytes[position] = lively[below(lively.count)]
        case 1: bytes[position] = UInt8(truncatingIfNeeded: next())
        case 2: bytes.remove(at: position)
        case 3: bytes.insert(lively[below(lively.count)], at: position)
        default: bytes.removeSubrange(position...)
        }
    }
}
