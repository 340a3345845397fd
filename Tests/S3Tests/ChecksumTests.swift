import Determinism
import Hashing
import S3
import Testing

@Suite struct ChecksumTests {
    private func value(_ algorithm: Checksum.Algorithm, _ pieces: [[UInt8]]) -> String {
        var checksum = Checksum(algorithm)
        for piece in pieces { piece.withUnsafeBytes { checksum.update($0) } }
        return Hexadecimal.encode(checksum.value)
    }

    /// The check values of the catalogue of parametrised CRC algorithms, and 32 bytes of zero and
    /// of ones of RFC 3720 appendix B.4.
    @Test func `published check values`() {
        let digits = [Array("123456789".utf8)]
        #expect(value(.crc32, digits) == "cbf43926")
        #expect(value(.crc32c, digits) == "e3069283")
        #expect(value(.crc64nvme, digits) == "ae8b14860a799888")
        #expect(value(.crc32c, [[UInt8](repeating: 0, count: 32)]) == "8a9136aa")
        #expect(value(.crc32c, [[UInt8](repeating: 255, count: 32)]) == "62a8ab43")
        #expect(value(.crc32, []) == "00000000")
        #expect(value(.crc64nvme, [[]]) == "0000000000000000")
    }

    @Test(arguments: Checksum.Algorithm.allCases)
    func `pieces of any length give what a bit at a time gives`(algorithm: Checksum.Algorithm) {
        var random = SeededGenerator(seed: 5)
        let bytes = (0..<1000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int.random(in: 0..<40, using: &random))
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        #expect(value(algorithm, pieces) == slow(algorithm, bytes))
        #expect(value(algorithm, [bytes]) == slow(algorithm, bytes))
    }

    private func slow(_ algorithm: Checksum.Algorithm, _ bytes: [UInt8]) -> String {
        let (polynomial, width): (UInt64, Int) =
            switch algorithm {
            case .crc32: (0x04C1_1DB7, 32)
            case .crc32c: (0x1EDC_6F41, 32)
            case .crc64nvme: (0xAD93_D235_94C9_3659, 64)
            }
        // The textbook form, highest bit first, on reversed bits.
        let top = UInt64(1) << UInt64(width - 1)
        let mask = top | (top - 1)
        var register = mask
        for byte in bytes {
            for bit in 0..<8 {
                let input = UInt64(byte >> UInt8(bit) & 1)
                let feedback = (register & top != 0 ? 1 : 0) ^ input
                register = register << 1 & mask
                if feedback == 1 { register ^= polynomial }
            }
        }
        var reversed: UInt64 = 0
        for bit in 0..<width where register >> UInt64(bit) & 1 == 1 {
            reversed |= 1 << UInt64(width - 1 - bit)
        }
        let result = ~reversed & mask
        return Hexadecimal.encode(
            (1...width / 8).map { UInt8(result >> UInt64(width - 8 * $0) & 255) }
        )
    }
}
