import Hashing
import TestSupport
import Testing

@Suite struct PatternTests {
    @Test func `pieces of a pattern are pieces of the whole`() {
        let pattern = Pattern(seed: 7)
        // Past two periods, so that stamps and turns are inside.
        let whole = pattern.bytes(0..<3_000_000)
        for range in [0..<1, 3..<20, 1_048_570..<1_048_600, 1_048_583..<2_097_170, 5..<2_999_999] {
            let piece = pattern.bytes(UInt64(range.lowerBound)..<UInt64(range.upperBound))
            #expect(piece.elementsEqual(whole[range]))
        }
    }

    @Test func `other seeds give other bytes from the first on`() {
        let starts = (0..<2000).map { Pattern(seed: $0).bytes(0..<8) }
        #expect(Set(starts).count == starts.count)
    }

    @Test(arguments: [1, 7, 4096, 65_536, 1 << 20, (1 << 20) + 7, 8 << 20])
    func `bytes from a wrong offset are found out`(shift: UInt64) {
        let pattern = Pattern(seed: 3)
        let wrong = pattern.bytes(shift..<shift + (1 << 20) + 100)
        #expect(wrong.withUnsafeBytes { pattern.mismatch($0, at: 0) } != nil)
        #expect(wrong.withUnsafeBytes { pattern.mismatch($0, at: shift) } == nil)
    }

    @Test(arguments: [0, 5, 9, 70_000, 1_048_583, 1_048_590])
    func `one flipped bit is found where it is`(position: Int) {
        let body = BodySource.seeded(9, size: 1_100_000)
        var bytes = body.bytes()
        bytes[position] ^= 4
        #expect(bytes.withUnsafeBytes { body.mismatch($0, at: 0) } == position)
    }

    @Test func `zeros are told from all else, and bytes past the end are wrong`() {
        let zeros = BodySource.zeros(size: 1000)
        var bytes = [UInt8](repeating: 0, count: 1000)
        #expect(bytes.withUnsafeBytes { zeros.mismatch($0, at: 0) } == nil)
        bytes[999] = 1
        #expect(bytes.withUnsafeBytes { zeros.mismatch($0, at: 0) } == 999)
        bytes = [UInt8](repeating: 0, count: 1001)
        #expect(bytes.withUnsafeBytes { zeros.mismatch($0, at: 0) } == 1000)
    }

    @Test func `the digest of a body is the digest of its bytes`() {
        let body = BodySource.seeded(1, size: 700_001)
        #expect(body.md5() == Digest.of(body.bytes(), .md5))
        #expect(body.md5(5..<9) == Digest.of(body.bytes()[5..<9], .md5))
        #expect(BodySource.text("abc").etag == "\"900150983cd24fb0d6963f7d28e17f72\"")
    }
}
