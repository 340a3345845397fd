internal import LMDB

/// A walk over the paths of the index in byte order, across the levels of long paths.
///
/// On level n the segment of the present path begins at byte 480 n; the cursor of each level above
/// stands on the branch that the path goes through.
struct PathWalk: ~Copyable {
    /// The path the walk stands on; meaningful after a call that gave true.
    private(set) var path: [UInt8] = []
    /// The value of that path.
    private(set) var value = UnsafeRawBufferPointer(start: nil, count: 0)

    private var level = 0
    /// The numbers of the branches passed, one for each level below the first.
    private var numbers: [UInt64] = []
    private var first: Cursor
    private var second: Cursor
    private var third: Cursor

    init(over index: PathIndex, in transaction: borrowing ReadTransaction) throws(LMDBError) {
        let first = try transaction.cursor(on: index.leaves)
        let second = try transaction.cursor(on: index.remainders)
        let third = try transaction.cursor(on: index.remainders)
        self.first = first
        self.second = second
        self.third = third
        path.reserveCapacity(PathSegments.segmentBytes * PathSegments.levels)
    }

    /// Moves to the first path that is not below `target`; false if there is none.
    mutating func seek(atLeast target: [UInt8]) throws -> Bool {
        level = 0
        numbers.removeAll(keepingCapacity: true)
        return try target.withUnsafeBytes { target in
            var rest = target
            while true {
                let key = PathSegments.key(number: numbers.last, rest: rest)
                guard let entry = try seekCursor(atLeast: key) else { return try advanceAbove() }
                // The target goes through this very branch: its remainder is sought below.
                let isOwnBranch =
                    rest.count > PathSegments.segmentBytes && entry.key.elementsEqual(key)
                guard isOwnBranch else { return try settle(on: entry) }
                try descend(through: entry)
                rest = UnsafeRawBufferPointer(rebasing: rest[PathSegments.segmentBytes...])
            }
        }
    }

    /// Moves to the following path; false if there is none.
    mutating func next() throws -> Bool {
        guard let entry = try nextOfCursor() else { return try advanceAbove() }
        return try settle(on: entry)
    }

    /// Leaves levels that have come to their end, and moves on above them.
    private mutating func advanceAbove() throws -> Bool {
        while level > 0 {
            level -= 1
            numbers.removeLast()
            if let entry = try nextOfCursor() { return try settle(on: entry) }
        }
        return false
    }

    /// Makes the first path at or below an entry the present one.
    private mutating func settle(on found: Cursor.Entry) throws -> Bool {
        var entry = found
        while PathSegments.isBranch(segmentCount: entry.key.count - prefixCount) {
            try descend(through: entry)
            let start = PathSegments.key(number: numbers.last, rest: .init(start: nil, count: 0))
            // A branch goes with the last path below it.
            guard let below = try seekCursor(atLeast: start) else {
                throw ObjectStoreError.corruptedRecord
            }
            entry = below
        }
        appendSegment(entry.key[prefixCount...])
        value = entry.value
        return true
    }

    private mutating func descend(through branch: Cursor.Entry) throws {
        appendSegment(branch.key[prefixCount...].prefix(PathSegments.segmentBytes))
        numbers.append(try PathSegments.number(inValue: branch.value))
        level += 1
        guard level < PathSegments.levels else { throw ObjectStoreError.corruptedRecord }
    }

    private mutating func appendSegment(_ segment: Slice<UnsafeRawBufferPointer>) {
        path.removeSubrange((level * PathSegments.segmentBytes)...)
        path.append(contentsOf: segment)
    }

    /// The bytes of the branch's number before each key of the present level.
    private var prefixCount: Int { level == 0 ? 0 : PathSegments.numberBytes }

    private mutating func seekCursor(atLeast key: [UInt8]) throws(LMDBError) -> Cursor.Entry? {
        switch level {
        case 0: ofThisLevel(try first.seek(atLeast: key))
        case 1: ofThisLevel(try second.seek(atLeast: key))
        default: ofThisLevel(try third.seek(atLeast: key))
        }
    }

    private mutating func nextOfCursor() throws(LMDBError) -> Cursor.Entry? {
        switch level {
        case 0: ofThisLevel(try first.next())
        case 1: ofThisLevel(try second.next())
        default: ofThisLevel(try third.next())
        }
    }

    /// The entry, unless it lies below another branch than the present one.
    private func ofThisLevel(_ entry: Cursor.Entry?) -> Cursor.Entry? {
        guard let entry, let number = numbers.last else { return entry }
        let found = UInt64(bigEndian: entry.key.loadUnaligned(as: UInt64.self))
        return found == number ? entry : nil
    }
}
