/// Searches of raw bytes, eight at a time.
///
/// The caller answers for `start...end` being in bounds.
enum ByteScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let sevens: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The first byte that is a control character (below 0x20, or 0x7F), or `end`.
    @inline(__always)
    static func firstControl(_ base: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
        var position = start
        while position &+ 8 <= end {
            let word = word(base, position)
            // With the high bit set in every byte, the subtraction borrows from no neighbour.
            let below = ~((word | highs) &- (ones &* 0x20)) & ~word & highs
            let found = below | equal(word, 0x7F)
            if found != 0 { return position &+ found.trailingZeroBitCount &>> 3 }
            position &+= 8
        }
        while position < end {
            let byte = base.load(fromByteOffset: position, as: UInt8.self)
            if byte < 0x20 || byte == 0x7F { return position }
            position &+= 1
        }
        return end
    }

    /// The first byte that is `first` or `second`, or `end`.
    @inline(__always)
    static func firstOf(
        _ first: UInt8,
        _ second: UInt8,
        _ base: UnsafeRawPointer,
        from start: Int,
        to end: Int
    ) -> Int {
        var position = start
        while position &+ 8 <= end {
            let word = word(base, position)
            let found = equal(word, first) | equal(word, second)
            if found != 0 { return position &+ found.trailingZeroBitCount &>> 3 }
            position &+= 8
        }
        while position < end {
            let byte = base.load(fromByteOffset: position, as: UInt8.self)
            if byte == first || byte == second { return position }
            position &+= 1
        }
        return end
    }

    @inline(__always)
    private static func word(_ base: UnsafeRawPointer, _ position: Int) -> UInt64 {
        UInt64(littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }

    /// The high bit of every byte of `word` that equals `byte`, exactly.
    @inline(__always)
    private static func equal(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        let difference = word ^ (ones &* UInt64(byte))
        return ~(((difference & sevens) &+ sevens) | difference | sevens)
    }
}
