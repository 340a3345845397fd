import Glibc
import LMDB
import TestSupport
import Testing

@Suite struct EnvironmentTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `what was written is there after closing and opening`() throws {
        do {
            let environment = try Environment(path: folder.file, tables: ["a"])
            let table = environment.table("a")
            try environment.writeAndWait { try $0.put(table, key: [1], value: [2]) }
            environment.close()
        }
        let environment = try Environment(path: folder.file, tables: ["new", "a"])
        #expect(try environment.value(environment.table("a"), [1]) == [2])
        #expect(try environment.value(environment.table("new"), [1]) == nil)
    }

    @Test func `closing finishes what is queued and refuses what comes after`() throws {
        let environment = try Environment(path: folder.file, tables: ["t"])
        let table = environment.table("t")
        let held = HeldStorage(environment)
        let outcomes = Outcomes<Void>()
        environment.write {
            try $0.put(table, key: [1], value: [2])
        } completion: {
            outcomes.take(1, $0)
        }
        held.release()
        environment.close()
        environment.close()
        try outcomes.wait(for: 1)[1]?.get()
        let refusedWrite = #expect(throws: LMDBError.self) {
            try environment.writeAndWait { _ in }
        }
        #expect(refusedWrite?.kind == .closed)
        let refusedRead = #expect(throws: LMDBError.self) { try environment.read { _ in } }
        #expect(refusedRead?.kind == .closed)
        let again = try Environment(path: folder.file, tables: ["t"])
        #expect(try again.value(again.table("t"), [1]) == [2])
    }

    @Test func `the map grows while readers read`() throws {
        var limits = EnvironmentLimits()
        limits.initialMapBytes = 64 << 10
        limits.readers = 3
        let environment = try Environment(path: folder.file, tables: ["t"], limits: limits)
        let table = environment.table("t")
        let isStopped = Monitor(false)
        let faults = Monitor<[String]>([])
        // More threads than places, and reads inside of reads, so that the slow way is taken too.
        let readers = (0..<5).map { number in
            WorkerThread(name: "reader \(number)") {
                do {
                    while !isStopped.withLock({ $0 }) {
                        try environment.read { outer in
                            let seen = try outer.count(of: table)
                            let inner = try environment.read { try $0.count(of: table) }
                            guard inner >= seen else {
                                faults.update { $0.append("\(inner) after \(seen)") }
                                return
                            }
                            guard seen > 0 else { return }
                            let key = [UInt8(seen - 1)]
                            let value = try outer.get(table, key: key)
                            if value?.count != 100_000 || value?.last != key[0] {
                                faults.update { $0.append("\(key) has \(value?.count ?? 0) bytes") }
                            }
                        }
                    }
                } catch {
                    faults.update { $0.append("\(error)") }
                }
            }
        }
        for number in 0..<100 as Range<UInt8> {
            try environment.writeAndWait { transaction in
                let value = [UInt8](repeating: number, count: 100_000)
                try transaction.put(table, key: [number], value: value)
            }
        }
        isStopped.update { $0 = true }
        for reader in readers { reader.waitUntilEnded() }
        #expect(faults.withLock { $0 } == [])
        #expect(try environment.statistics().mapBytes >= 16 << 20)
        #expect(try environment.read { try $0.count(of: table) } == 100)
    }

    @Test func `a long read ends when the map has to grow, and all go on`() throws {
        var limits = EnvironmentLimits()
        limits.initialMapBytes = 64 << 10
        let environment = try Environment(path: folder.file, tables: ["t"], limits: limits)
        let table = environment.table("t")
        let isReading = Monitor(false)
        let ends = Monitor<[String]>([])
        let long = WorkerThread(name: "long") {
            do {
                try environment.readLong { _, long in
                    isReading.update { $0 = true }
                    let deadline = Deadline()
                    while !deadline.isPast {
                        try long.check()
                        sched_yield()
                    }
                }
                ends.update { $0.append("never asked") }
            } catch {
                ends.update { $0.append("\(error)") }
            }
        }
        isReading.wait { $0 ? () : nil }
        let written = Outcomes<Void>()
        environment.write {
            try $0.put(table, key: [1], value: [UInt8](repeating: 1, count: 1 << 20))
        } completion: {
            written.take(1, $0)
        }
        // Either before the map grows or after, but not only when the long read has had its time.
        let counts = Monitor<[Int]>([])
        let other = WorkerThread(name: "other") {
            let count = try? environment.read { try $0.count(of: table) }
            counts.update { $0.append(count ?? -1) }
        }
        try written.wait(for: 1)[1]?.get()
        long.waitUntilEnded()
        other.waitUntilEnded()
        #expect(ends.withLock { $0 } == ["the read had to end: the map of the storage grows"])
        #expect(counts.withLock { $0.count == 1 && $0[0] >= 0 })
        let count = try environment.readLong { transaction, long in
            try long.check()
            return try transaction.count(of: table)
        }
        #expect(count == 1)
    }

    @Test func `a map at its maximum refuses the batch and goes on`() throws {
        var limits = EnvironmentLimits()
        limits.initialMapBytes = 256 << 10
        limits.maximumMapBytes = 1 << 20
        let environment = try Environment(path: folder.file, tables: ["t"], limits: limits)
        let table = environment.table("t")
        let failure = #expect(throws: LMDBError.self) {
            try environment.writeAndWait { transaction in
                try transaction.put(table, key: [1], value: [1])
                try transaction.put(table, key: [2], value: [UInt8](repeating: 2, count: 2 << 20))
            }
        }
        #expect(failure?.kind == .mapFull)
        #expect(try environment.statistics().mapBytes == 1 << 20)
        #expect(try environment.value(table, [1]) == nil)
        try environment.writeAndWait { try $0.put(table, key: [3], value: [3]) }
        #expect(try environment.value(table, [3]) == [3])
    }

    @Test func `a copy made between writes opens and is consistent`() throws {
        let environment = try Environment(path: folder.file, tables: ["t"])
        let table = environment.table("t")
        try environment.writeAndWait { transaction in
            for number in 0..<200 as Range<UInt8> {
                try transaction.put(table, key: [number], value: [number])
            }
        }
        let path = folder.path + "/copy.mdb"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        try environment.copy(to: descriptor)
        close(descriptor)
        try environment.writeAndWait { try $0.removeAll(from: table) }
        let copy = try Environment(path: path, tables: ["t"])
        let copied = copy.table("t")
        #expect(try copy.read { try $0.count(of: copied) } == 200)
        #expect(try copy.value(copied, [199]) == [199])
    }

    @Test func `a file is one environment's alone`() throws {
        let first = try Environment(path: folder.file, tables: ["t"])
        #expect(kindOfFailure(opening: folder.file) == .inUse)
        first.close()
        #expect(kindOfFailure(opening: folder.file) == nil)
    }

    @Test func `a closed file is free although a process being started still has its descriptors`()
        throws
    {
        let first = try Environment(path: folder.file, tables: ["t"])
        // What a child holds between fork and exec: copies of the same open files.
        let copies = try openDescriptors(of: folder.file).map { dup($0) }
        defer { for copy in copies { close(copy) } }
        try #require(!copies.isEmpty && copies.allSatisfy { $0 >= 0 })
        first.close()
        #expect(kindOfFailure(opening: folder.file) == nil)
    }

    @Test func `failures to open are told apart`() throws {
        #expect(kindOfFailure(opening: folder.path) == .pathUnusable)
        #expect(kindOfFailure(opening: folder.path + "/no/such.mdb") == .pathUnusable)
        try Environment(path: folder.file, tables: ["t"]).close()
        // Each of the two head pages has 16 bytes of page header, a magic number and a version.
        try overwrite(at: [20, 4116], with: [99, 0, 0, 0])
        #expect(kindOfFailure(opening: folder.file) == .versionTooNew)
        try overwrite(at: [16, 4112], with: [1, 2, 3, 4])
        #expect(kindOfFailure(opening: folder.file) == .corrupted)
    }

    @Test func `an unknown table stops the process`() async throws {
        let path = folder.path + "/exit.mdb"
        // The folder is this process's, for one that is stopped removes nothing.
        await #expect(processExitsWith: .failure) { [path = path as String] in
            let environment = try Environment(path: path, tables: ["t"])
            _ = environment.table("u")
        }
    }

    private func kindOfFailure(opening path: String) -> LMDBError.Kind? {
        do throws(LMDBError) {
            try Environment(path: path, tables: ["t"]).close()
            return nil
        } catch {
            return error.kind
        }
    }

    private func openDescriptors(of path: String) throws -> [Int32] {
        let folder = try #require(opendir("/proc/self/fd"))
        defer { closedir(folder) }
        var found: [Int32] = []
        var wanted = stat()
        try #require(stat(path, &wanted) == 0)
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name.0) { String(cString: $0) }
            var file = stat()
            guard let descriptor = Int32(name), fstat(descriptor, &file) == 0,
                file.st_dev == wanted.st_dev, file.st_ino == wanted.st_ino
            else { continue }
            found.append(descriptor)
        }
        return found
    }

    private func overwrite(at offsets: [Int], with bytes: [UInt8]) throws {
        let descriptor = open(folder.file, O_WRONLY)
        defer { close(descriptor) }
        for offset in offsets {
            try #require(pwrite(descriptor, bytes, bytes.count, offset) == bytes.count)
        }
    }
}
