internal import Glibc
internal import Hashing

/// Endless bytes that follow from a seed and an offset, computed on the fly.
///
/// A body of many gigabytes costs no memory, and any piece of it can be checked alone. The bytes
/// repeat with an odd period, so that a piece delivered at an offset wrong by a chunk, a page or a
/// window is never right by accident; each period and each seed starts with a stamp of its own.
package struct Pattern: Sendable, Hashable {
    package let seed: UInt64

    /// Odd on purpose: see the type comment.
    private static let period = (1 << 20) + 7
    private static let stampLength = 8

    /// Two periods, so that a whole period can be copied from any rotation at once.
    private static let base: [UInt8] = {
        var words: [UInt64] = []
        words.reserveCapacity(period / 8 + 1)
        for index in 0...UInt64(period / 8) {
            words.append(mix(index &+ 0x5EED))
        }
        let once = words.withUnsafeBytes { Array($0.prefix(period)) }
        return once + once
    }()

    private let rotation: Int

    package init(seed: UInt64) {
        self.seed = seed
        rotation = Int(Self.mix(seed) % UInt64(Self.period))
    }

    /// Writes the bytes at an offset over the whole buffer.
    package func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) {
        eachRun(offset, buffer.count) { position, source in
            guard let start = source.baseAddress, let target = buffer.baseAddress else { return }
            memcpy(target + position, start, source.count)
        }
    }

    /// The index of the first byte that differs from the pattern at an offset, or nil.
    package func mismatch(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) -> Int? {
        var found: Int?
        eachRun(offset, bytes.count) { position, source in
            guard found == nil, let start = source.baseAddress, let base = bytes.baseAddress,
                memcmp(base + position, start, source.count) != 0
            else { return }
            found = source.indices.first { bytes[position + $0] != source[$0] }
                .map { position + $0 }
        }
        return found
    }

    /// The bytes of a range.
    package func bytes(_ range: Range<UInt64>) -> [UInt8] {
        let count = Int(range.upperBound - range.lowerBound)
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            fill(UnsafeMutableRawBufferPointer(buffer), at: range.lowerBound)
            initialized = count
        }
    }

    /// Calls with each piece of the wanted bytes that lies together in memory.
    private func eachRun(
        _ offset: UInt64,
        _ count: Int,
        _ body: (Int, UnsafeRawBufferPointer) -> Void
    ) {
        Self.base.withUnsafeBytes { base in
            var done = 0
            while done < count {
                let position = offset + UInt64(done)
                let turn = position / UInt64(Self.period)
                let within = Int(position % UInt64(Self.period))
                if within < Self.stampLength {
                    let length = min(Self.stampLength - within, count - done)
                    withUnsafeBytes(of: Self.mix(seed ^ (turn &* 0x9E37_79B9))) { stamp in
                        body(
                            done,
                            UnsafeRawBufferPointer(rebasing: stamp[within..<within + length])
                        )
                    }
                    done += length
                } else {
                    let length = min(Self.period - within, count - done)
                    let start = rotation + within
                    body(done, UnsafeRawBufferPointer(rebasing: base[start..<start + length]))
                    done += length
                }
            }
        }
    }

    /// The finalizer of SplitMix64.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
