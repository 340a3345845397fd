/// Finds the mapping of a path: the longest key that is a prefix of it.
package enum MappingMatch {
    /// Lends the stored key and value of the longest mapping for a path `bucket/key`.
    ///
    /// A key that is a bare bucket covers the bucket; one with a prefix covers the paths whose text
    /// begins with it. The search asks for the last key at or below a probe. If that is no prefix of
    /// the path, no key between what the two share and the probe can be one either, so the probe is
    /// cut to what they share. Each round is at least one byte shorter; as a rule there are two.
    package static func longest<Result, Tables: CatalogReading & ~Copyable>(
        _ path: UnsafeRawBufferPointer,
        _ tables: borrowing Tables,
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result? {
        let bucketLength = path.firstIndex(of: UInt8(ascii: "/")) ?? path.count
        guard bucketLength > 0 else { return nil }
        var length = min(path.count, MappingLimits.keyBytes)
        while length >= bucketLength {
            let probe = UnsafeRawBufferPointer(rebasing: path[..<length])
            let step: Step<Result>? = try tables.last(.mappings, atOrBelow: probe) { key, value in
                let shared = sharedLength(key, probe)
                // A key shorter than the bucket's name is another bucket's.
                guard shared == key.count, shared >= bucketLength else { return .cut(shared) }
                return .found(try body(key, value))
            }
            switch step {
            case .found(let result): return result
            case .cut(let shared): length = shared
            case nil: return nil
            }
        }
        return nil
    }

    private enum Step<Result> {
        case found(Result)
        case cut(Int)
    }

    private static func sharedLength(
        _ left: UnsafeRawBufferPointer,
        _ right: UnsafeRawBufferPointer
    ) -> Int {
        let count = min(left.count, right.count)
        var position = 0
        while position < count, left[position] == right[position] { position += 1 }
        return position
    }
}
