import HTTP1
import TestSupport
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
        var random = ByteMutator(seed: UInt64(seed), lively: "\r\n\t :,;/#?%\0\u{7F}0AGHx")
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
