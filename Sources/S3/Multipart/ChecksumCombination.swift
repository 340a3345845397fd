/// The cyclic redundancy check of bytes whose pieces' checks are known, without the bytes.
///
/// Appending n zero bytes to a message is a linear map of its check over GF(2); the check of two
/// pieces is that map of the first one's, for the length of the second, xor the second one's (as
/// zlib's crc32_combine). The map of n bytes is put together from those of powers of two.
package enum ChecksumCombination {
    /// The check over all pieces one after the other, highest byte first.
    package static func combine(
        _ pieces: [(value: [UInt8], size: UInt64)],
        _ algorithm: Checksum.Algorithm
    ) -> [UInt8] {
        let powers = Powers(algorithm)
        var combined: UInt64 = 0
        for (index, piece) in pieces.enumerated() {
            let value = piece.value.reduce(0) { $0 << 8 | UInt64($1) }
            combined = index == 0 ? value : powers.appendZeros(piece.size, to: combined) ^ value
        }
        return (1...algorithm.length).map { index in
            UInt8(truncatingIfNeeded: combined >> UInt64((algorithm.length - index) * 8))
        }
    }

    /// The maps that append 2^k zero bytes, each the square of the one before.
    private struct Powers {
        private var maps: [[UInt64]] = []

        init(_ algorithm: Checksum.Algorithm) {
            let width = algorithm.length * 8
            // One zero bit: a shift to the right, and the polynomial for the bit that falls out.
            var map = [algorithm.polynomial]
            for bit in 1..<width { map.append(1 << UInt64(bit - 1)) }
            for _ in 0..<3 { map = Self.square(map) }
            // Sizes are below 2^43, S3's largest object.
            for _ in 0..<43 {
                maps.append(map)
                map = Self.square(map)
            }
        }

        func appendZeros(_ count: UInt64, to value: UInt64) -> UInt64 {
            var value = value
            for bit in maps.indices where count >> UInt64(bit) & 1 == 1 {
                value = Self.apply(maps[bit], to: value)
            }
            return value
        }

        private static func apply(_ map: [UInt64], to value: UInt64) -> UInt64 {
            var result: UInt64 = 0
            var rest = value
            var row = 0
            while rest != 0 {
                if rest & 1 == 1 { result ^= map[row] }
                rest >>= 1
                row += 1
            }
            return result
        }

        private static func square(_ map: [UInt64]) -> [UInt64] {
            map.map { apply(map, to: $0) }
        }
    }
}
