internal import LMDB

/// The index by path: finds, stores and removes values of paths of any length.
struct PathIndex: Sendable {
    static let tableNames = ["object", "object-remainder", "object-counter"]

    let leaves: Table
    let remainders: Table
    private let counters: Table

    /// An index in three tables: of leaves, of what is left of long paths, and of a counter.
    init(in environment: Environment, tables names: [String] = Self.tableNames) {
        leaves = environment.table(names[0])
        remainders = environment.table(names[1])
        counters = environment.table(names[2])
    }

    /// The value of a path.
    ///
    /// No allocation, for every request comes here.
    func find(
        _ path: UnsafeRawBufferPointer,
        in transaction: borrowing ReadTransaction
    ) throws -> UnsafeRawBufferPointer? {
        guard path.count > PathSegments.segmentBytes else {
            return try transaction.get(leaves, key: path)
        }
        return try withUnsafeTemporaryAllocation(byteCount: 512, alignment: 8) { key in
            try findLong(path, key: key, in: transaction)
        }
    }

    /// Stores a value of `count` bytes, written by `fill`, under a path.
    func put(
        _ path: UnsafeRawBufferPointer,
        count: Int,
        in transaction: borrowing WriteTransaction,
        fill: (UnsafeMutableRawBufferPointer) -> Void
    ) throws {
        var number: UInt64?
        var rest = path
        while rest.count > PathSegments.segmentBytes {
            let branch = PathSegments.key(number: number, rest: rest)
            number = try existingOrNew(branch, in: table(below: number), transaction)
            rest = UnsafeRawBufferPointer(rebasing: rest[PathSegments.segmentBytes...])
        }
        let leaf = PathSegments.key(number: number, rest: rest)
        let table = table(below: number)
        try leaf.withUnsafeBytes { key in
            try transaction.put(table, key: key, count: count, fill: fill)
        }
    }

    /// Removes a path and the branches that have nothing below them then; says whether it was there.
    func delete(
        _ path: UnsafeRawBufferPointer,
        in transaction: borrowing WriteTransaction
    ) throws -> Bool {
        var branches: [(key: [UInt8], table: Table, number: UInt64)] = []
        var rest = path
        while rest.count > PathSegments.segmentBytes {
            let branch = PathSegments.key(number: branches.last?.number, rest: rest)
            let table = table(below: branches.last?.number)
            guard let value = try transaction.reading.get(table, key: branch) else { return false }
            branches.append((branch, table, try PathSegments.number(inValue: value)))
            rest = UnsafeRawBufferPointer(rebasing: rest[PathSegments.segmentBytes...])
        }
        let number = branches.last?.number
        let leaf = PathSegments.key(number: number, rest: rest)
        guard try transaction.delete(table(below: number), key: leaf) else { return false }
        for branch in branches.reversed() {
            guard try isEmpty(below: branch.number, in: transaction.reading) else { break }
            try transaction.delete(branch.table, key: branch.key)
        }
        return true
    }

    private func findLong(
        _ path: UnsafeRawBufferPointer,
        key: UnsafeMutableRawBufferPointer,
        in transaction: borrowing ReadTransaction
    ) throws -> UnsafeRawBufferPointer? {
        var table = leaves
        var start = 0
        var rest = path
        while rest.count > PathSegments.segmentBytes {
            let end = start + PathSegments.segmentBytes
            UnsafeMutableRawBufferPointer(rebasing: key[start..<end])
                .copyMemory(from: .init(rebasing: rest[..<PathSegments.segmentBytes]))
            key[end] = PathSegments.branchMark
            let branch = UnsafeRawBufferPointer(rebasing: key[...end])
            guard let value = try transaction.get(table, key: branch) else { return nil }
            // Already in the order that the next key needs.
            key.copyMemory(from: .init(rebasing: value.prefix(PathSegments.numberBytes)))
            start = PathSegments.numberBytes
            table = remainders
            rest = UnsafeRawBufferPointer(rebasing: rest[PathSegments.segmentBytes...])
        }
        UnsafeMutableRawBufferPointer(rebasing: key[start...]).copyMemory(from: rest)
        let leaf = UnsafeRawBufferPointer(rebasing: key[..<(start + rest.count)])
        return try transaction.get(table, key: leaf)
    }

    private func table(below number: UInt64?) -> Table {
        number == nil ? leaves : remainders
    }

    private func existingOrNew(
        _ branch: [UInt8],
        in table: Table,
        _ transaction: borrowing WriteTransaction
    ) throws -> UInt64 {
        if let value = try transaction.reading.get(table, key: branch) {
            return try PathSegments.number(inValue: value)
        }
        // Counted in the transaction that uses the number, so no number is ever given twice.
        let counter = Array("branch".utf8)
        let last = try transaction.reading.get(counters, key: counter)
        let number = try last.map(PathSegments.number(inValue:)) ?? 0
        let bytes = withUnsafeBytes(of: (number + 1).bigEndian) { Array($0) }
        try transaction.put(counters, key: counter, value: bytes)
        try transaction.put(table, key: branch, value: bytes)
        return number + 1
    }

    private func isEmpty(
        below number: UInt64,
        in transaction: borrowing ReadTransaction
    ) throws -> Bool {
        let start = withUnsafeBytes(of: number.bigEndian) { Array($0) }
        var cursor = try transaction.cursor(on: remainders)
        guard let entry = try cursor.seek(atLeast: start) else { return true }
        return !entry.key.starts(with: start)
    }
}
