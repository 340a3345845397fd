import Determinism
import LMDB
import TestSupport
import Testing

@Suite struct TransactionTests {
    @Test func `a value is read as it was written, replaced and removed`() throws {
        let folder = try TemporaryFolder()
        let environment = try Environment(path: folder.file, tables: ["a", "b"])
        let (a, b) = (environment.table("a"), environment.table("b"))
        try environment.writeAndWait { transaction in
            try transaction.put(a, key: [1], value: [1, 2, 3])
            try transaction.put(a, key: [2], value: [])
            try transaction.put(b, key: [1], value: [9])
            #expect(try !transaction.putIfAbsent(b, key: [1], value: [8]))
            #expect(try transaction.putIfAbsent(b, key: [2], value: [7]))
            try [5].withUnsafeBytes { key in
                try transaction.put(a, key: key, count: 2) {
                    $0.copyBytes(from: [6, 6] as [UInt8])
                }
            }
        }
        #expect(try environment.value(a, [1]) == [1, 2, 3])
        #expect(try environment.value(a, [2]) == [])
        #expect(try environment.value(a, [3]) == nil)
        #expect(try environment.value(a, []) == nil)
        #expect(try environment.value(b, [1]) == [9])
        #expect(try environment.value(b, [2]) == [7])
        let removed = try environment.writeAndWait { transaction in
            try transaction.put(b, key: [1], value: [4, 4])
            try transaction.removeAll(from: a)
            return try [
                transaction.delete(b, key: [2]), transaction.delete(b, key: [2]),
                transaction.delete(b, key: []),
            ]
        }
        #expect(removed == [true, false, false])
        #expect(try environment.value(a, [1]) == nil)
        #expect(try environment.value(b, [1]) == [4, 4])
        #expect(try environment.read { try $0.count(of: b) } == 1)
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `a cursor finds what a search in a sorted array finds`(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let environment = try Environment(path: folder.file, tables: ["t"])
        let table = environment.table("t")
        var generator = SeededGenerator(seed: seed)
        var model: [[UInt8]] = []
        for _ in 0..<300 {
            let key = Self.randomKey(&generator)
            if !model.contains(key) { model.append(key) }
        }
        let keys = model
        try environment.writeAndWait { transaction in
            for key in keys { try transaction.put(table, key: key, value: key) }
        }
        model.sort { $0.lexicographicallyPrecedes($1) }
        for _ in 0..<500 {
            let key = Self.randomKey(&generator)
            let above = model.firstIndex { !$0.lexicographicallyPrecedes(key) }
            let below = model.lastIndex { !key.lexicographicallyPrecedes($0) }
            try environment.read { transaction in
                var cursor = try transaction.cursor(on: table)
                #expect(try cursor.seek(atLeast: key)?.bytes == above.map { model[$0] })
                if let above, above + 1 < model.count {
                    #expect(try cursor.next()?.bytes == model[above + 1])
                }
                #expect(try cursor.seek(atMost: key)?.bytes == below.map { model[$0] })
                if let below, below > 0 {
                    #expect(try cursor.previous()?.bytes == model[below - 1])
                }
            }
        }
        try environment.read { transaction in
            var cursor = try transaction.cursor(on: table)
            var walked: [[UInt8]] = []
            var entry = try cursor.first()
            while let found = entry {
                walked.append(Array(found.key))
                entry = try cursor.next()
            }
            #expect(walked == model)
            #expect(try cursor.last()?.bytes == model.last)
            #expect(try cursor.seek(atLeast: [])?.bytes == model.first)
            #expect(try cursor.seek(atMost: [])?.bytes == nil)
        }
    }

    @Test func `a read keeps its view while writes are committed`() throws {
        let folder = try TemporaryFolder()
        let environment = try Environment(path: folder.file, tables: ["t"])
        let table = environment.table("t")
        try environment.writeAndWait { try $0.put(table, key: [1], value: [1]) }
        try environment.read { transaction in
            try environment.writeAndWait { try $0.put(table, key: [1], value: [2]) }
            #expect(try transaction.get(table, key: [1]).map(Array.init) == [1])
            #expect(try environment.value(table, [1]) == [2])
        }
        #expect(try environment.value(table, [1]) == [2])
    }

    @Test func `a read inside the last free read shares its view`() throws {
        let folder = try TemporaryFolder()
        var limits = EnvironmentLimits()
        limits.readers = 1
        let environment = try Environment(path: folder.file, tables: ["t"], limits: limits)
        let table = environment.table("t")
        try environment.read { _ in
            try environment.writeAndWait { try $0.put(table, key: [1], value: [1]) }
            #expect(try environment.value(table, [1]) == nil)
        }
        #expect(try environment.value(table, [1]) == [1])
    }

    @Test func `a key of no bytes or too many is refused and harms nothing`() throws {
        let folder = try TemporaryFolder()
        let environment = try Environment(path: folder.file, tables: ["t"])
        let table = environment.table("t")
        let longest = [UInt8](repeating: 7, count: EnvironmentLimits.keyBytes)
        let kinds = try environment.writeAndWait { transaction in
            try transaction.put(table, key: longest, value: [1])
            return [[], longest + [7]].map { key in
                do throws(LMDBError) {
                    try transaction.put(table, key: key, value: [1])
                    return LMDBError.Kind?.none
                } catch {
                    #expect(error.operation == "mdb_put" && error.table == "t")
                    return error.kind
                }
            }
        }
        #expect(kinds == [.keyEmpty, .keyTooLong])
        #expect(try environment.value(table, longest) == [1])
        #expect(try environment.value(table, longest + [7]) == nil)
    }

    @Test func `a cursor kept beyond its read stops the process`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/exit.mdb"
        // The folder is this process's, for one that is stopped removes nothing.
        await #expect(processExitsWith: .failure) { [path = path as String] in
            let environment = try Environment(path: path, tables: ["t"])
            let table = environment.table("t")
            var kept: Cursor?
            try environment.read { kept = try $0.cursor(on: table) }
            _ = try kept?.first()
        }
    }

    private static func randomKey(_ generator: inout SeededGenerator) -> [UInt8] {
        let count = Int.random(in: 1...4, using: &generator)
        return (0..<count).map { _ in [0, 1, 2, 128, 255].randomElement(using: &generator) ?? 0 }
    }
}

extension Environment {
    func value(_ table: Table, _ key: [UInt8]) throws -> [UInt8]? {
        try read { try $0.get(table, key: key).map(Array.init) }
    }
}

extension Cursor.Entry {
    /// The key, copied; every entry of these tests has its key as its value too.
    var bytes: [UInt8] {
        #expect(key.elementsEqual(value))
        return Array(key)
    }
}
