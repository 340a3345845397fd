import HTTP1
import Testing

/// The verdict on a head does not depend on the pieces it arrives in.
@Suite struct HeadPiecesTests {
    @Test(arguments: Heads.corpus)
    func `one byte at a time gives what the whole gives`(text: String) {
        let bytes = Array(text.utf8)
        let whole = Heads.parse(bytes)
        for step in [1, 2, 3, 7, 16] {
            #expect(Heads.parse(bytes, step: step) == whole)
        }
    }

    @Test(arguments: 1...40)
    func `mutated heads get the same verdict in pieces and never crash`(seed: Int) {
        var random = Random(state: UInt64(seed))
        let limits = HeadLimits(headBytes: 100, fields: 4, targetBytes: 20, emptyLines: 2)
        for _ in 0..<150 {
            var bytes = Array(Heads.corpus[random.below(Heads.corpus.count)].utf8)
            for _ in 0...random.below(4) { random.mutate(&bytes) }
            for limits in [HeadLimits(), limits] {
                let whole = Heads.parse(bytes, limits: limits)
                for step in [1, 1 + random.below(9)] {
                    let pieces = Heads.parse(bytes, step: step, limits: limits)
                    #expect(pieces == whole, "seed \(seed), step \(step): \(bytes)")
                }
            }
        }
    }
}

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

    /// Changes, removes, inserts, repeats or cuts at one place.
    mutating func mutate(_ bytes: inout [UInt8]) {
        let lively = Array("\r\n\t :,;/#?%\0\u{7F}0AGHx".utf8) + [0x80, 0xFF]
        guard !bytes.isEmpty else { return }
        let position = below(bytes.count)
        switch below(6) {
        case 0: bytes[position] = lively[below(lively.count)]
        case 1: bytes[position] = UInt8(truncatingIfNeeded: next())
        case 2: bytes.remove(at: position)
        case 3: bytes.insert(lively[below(lively.count)], at: position)
        case 4:
            bytes.insert(
                contentsOf: bytes[position..<min(bytes.count, position + 20)],
                at: position
            )
        default: bytes.removeSubrange(position...)
        }
    }
}
