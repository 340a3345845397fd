internal import Glibc
internal import Hashing

/// The bytes of an object, given by a rule or literally, with their length.
package enum BodySource: Sendable, Hashable {
    case pattern(Pattern, size: UInt64)
    /// Zeros: a sparse file as an origin would serve it.
    case zeros(size: UInt64)
    case bytes([UInt8])
    case file(MappedFile)

    /// A pattern of a seed.
    package static func seeded(_ seed: UInt64, size: UInt64) -> BodySource {
        .pattern(Pattern(seed: seed), size: size)
    }

    /// The UTF-8 of a text.
    package static func text(_ text: String) -> BodySource {
        .bytes(Array(text.utf8))
    }

    package var size: UInt64 {
        switch self {
        case .pattern(_, let size), .zeros(let size): size
        case .bytes(let bytes): UInt64(bytes.count)
        case .file(let file): UInt64(file.count)
        }
    }

    /// Writes the bytes at an offset over the whole buffer, which must lie within the size.
    package func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) {
        precondition(offset + UInt64(buffer.count) <= size, "past the end of a body of \(size)")
        switch self {
        case .pattern(let pattern, _):
            pattern.fill(buffer, at: offset)
        case .zeros:
            if let base = buffer.baseAddress { memset(base, 0, buffer.count) }
        case .bytes(let bytes):
            bytes.withUnsafeBytes { source in
                let start = Int(offset)
                buffer.copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: source[start..<start + buffer.count])
                )
            }
        case .file(let file):
            buffer.copyMemory(from: file.bytes(Int(offset)..<Int(offset) + buffer.count))
        }
    }

    /// The index of the first byte that is wrong for an offset; bytes past the end are wrong.
    package func mismatch(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) -> Int? {
        guard offset <= size else { return bytes.isEmpty ? nil : 0 }
        let inside = Int(min(UInt64(bytes.count), size - offset))
        let known = UnsafeRawBufferPointer(rebasing: bytes[0..<inside])
        let found: Int? =
            switch self {
            case .pattern(let pattern, _): pattern.mismatch(known, at: offset)
            case .zeros: Self.firstNonzero(known)
            case .bytes(let expected):
                known.indices.first { known[$0] != expected[Int(offset) + $0] }
            case .file(let file):
                Self.firstDifference(known, file.bytes(Int(offset)..<Int(offset) + inside))
            }
        return found ?? (inside < bytes.count ? inside : nil)
    }

    /// The bytes of a range, or all.
    package func bytes(_ range: Range<UInt64>? = nil) -> [UInt8] {
        let range = range ?? 0..<size
        let count = Int(range.upperBound - range.lowerBound)
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            fill(UnsafeMutableRawBufferPointer(buffer), at: range.lowerBound)
            initialized = count
        }
    }

    /// The MD5 of a range, or of all, without holding it in memory.
    package func md5(_ range: Range<UInt64>? = nil) -> [UInt8] {
        digest(.md5, range)
    }

    /// The MD5 as S3 writes an ETag: hexadecimal in quotes.
    package var etag: String {
        "\"" + Hexadecimal.encode(md5()) + "\""
    }

    package var md5Base64: String {
        Base64.encode(md5())
    }

    package var sha256Base64: String {
        Base64.encode(digest(.sha256, nil))
    }

    private func digest(_ algorithm: Digest.Algorithm, _ range: Range<UInt64>?) -> [UInt8] {
        let range = range ?? 0..<size
        var digest = Digest(algorithm)
        var offset = range.lowerBound
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        while offset < range.upperBound {
            let count = Int(min(UInt64(piece.count), range.upperBound - offset))
            piece.withUnsafeMutableBytes { buffer in
                let part = UnsafeMutableRawBufferPointer(rebasing: buffer[0..<count])
                fill(part, at: offset)
                digest.update(UnsafeRawBufferPointer(part))
            }
            offset += UInt64(count)
        }
        return digest.finish()
    }

    private static func firstDifference(
        _ bytes: UnsafeRawBufferPointer,
        _ expected: UnsafeRawBufferPointer
    ) -> Int? {
        guard let left = bytes.baseAddress, let right = expected.baseAddress,
            memcmp(left, right, bytes.count) != 0
        else { return nil }
        return bytes.indices.first { bytes[$0] != expected[$0] }
    }

    /// Compares the bytes with themselves shifted by one: as fast as memcmp.
    private static func firstNonzero(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return nil }
        if bytes[0] == 0, memcmp(base, base + 1, bytes.count - 1) == 0 { return nil }
        return bytes.indices.first { bytes[$0] != 0 }
    }
}
