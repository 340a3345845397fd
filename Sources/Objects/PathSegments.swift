/// How a path of up to 1,280 bytes becomes keys of LMDB, which have 511 at most.
///
/// A path of up to 480 bytes is a key of the first table. A longer one is cut: its first 480 bytes
/// and a byte 0x01 are the key of a *branch*, whose value is a number; the remainder lies in a
/// second table under that number (8 bytes, big-endian) and the remainder, cut again by the same
/// rule.
///
/// Byte order is kept. Let P be the first 480 bytes of a long path. The key P (an exact path of 480
/// bytes) comes right before the branch P + 0x01, for nothing else in that table begins with P. Any
/// other key X differs from P within its 480 bytes, or is shorter and a beginning of P; so X stands
/// to the branch as it stands to every path that begins with P. Below a branch the same holds for
/// the remainders.
///
/// Keys tell what they are by their length: a branch has 481 bytes, a leaf at most 480.
enum PathSegments {
    static let segmentBytes = 480
    static let branchMark: UInt8 = 1
    static let numberBytes = 8
    /// Levels that the longest path needs.
    static let levels = 3

    /// Whether a key, without a number before it, is a branch.
    static func isBranch(segmentCount: Int) -> Bool {
        segmentCount == segmentBytes + 1
    }

    /// The key of what is left of a path: its leaf, or the branch it goes through.
    static func key(number: UInt64?, rest: UnsafeRawBufferPointer) -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(numberBytes + segmentBytes + 1)
        if let number { withUnsafeBytes(of: number.bigEndian) { key.append(contentsOf: $0) } }
        key.append(contentsOf: rest.prefix(segmentBytes))
        if rest.count > segmentBytes { key.append(branchMark) }
        return key
    }

    /// The number in a branch's value.
    static func number(inValue value: UnsafeRawBufferPointer) throws(ObjectStoreError) -> UInt64 {
        guard value.count == numberBytes else { throw .corruptedRecord }
        return UInt64(bigEndian: value.loadUnaligned(as: UInt64.self))
    }
}
