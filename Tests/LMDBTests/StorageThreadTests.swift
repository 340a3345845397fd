import LMDB
import TestSupport
import Testing

@Suite struct StorageThreadTests {
    private struct Refusal: Error, Equatable {
        let number: Int
    }

    private let folder: TemporaryFolder
    private let environment: Environment
    private let table: Table

    init() throws {
        folder = try TemporaryFolder()
        environment = try Environment(path: folder.file, tables: ["t"])
        table = environment.table("t")
    }

    @Test func `all jobs queued meanwhile are one commit`() throws {
        let before = try environment.statistics().lastCommit
        let held = HeldStorage(environment)
        let outcomes = Outcomes<Void>()
        for number in 0..<100 {
            environment.write { [table] transaction in
                try transaction.put(table, key: [UInt8(number)], value: [1])
            } completion: {
                outcomes.take(number, $0)
            }
        }
        held.release()
        for (_, result) in outcomes.wait(for: 100) { try result.get() }
        // The held job changed nothing, and such a commit is none.
        #expect(try environment.statistics().lastCommit == before + 1)
        #expect(try environment.read { try $0.count(of: table) } == 100)
    }

    @Test func `a job that throws leaves no trace and its neighbours are unharmed`() throws {
        let held = HeldStorage(environment)
        let outcomes = Outcomes<Int>()
        for number in 0..<60 {
            environment.write { [table] transaction in
                if number % 3 == 1 { throw Refusal(number: number) }
                try transaction.put(table, key: [UInt8(number)], value: [1])
                try transaction.put(table, key: [200], value: [UInt8(number)])
                if number % 3 == 2 { throw Refusal(number: number) }
                return try transaction.reading.count(of: table)
            } completion: {
                outcomes.take(number, $0)
            }
        }
        held.release()
        let results = outcomes.wait(for: 60)
        for number in 0..<60 {
            let result = try #require(results[number])
            if number % 3 == 0 {
                // Each sees the neighbours before it and nothing of those that threw.
                #expect(try result.get() == number / 3 + 2)
            } else {
                #expect(throws: Refusal(number: number)) { try result.get() }
            }
        }
        for number in 0..<60 {
            let value = try environment.value(table, [UInt8(number)])
            #expect(value == (number % 3 == 0 ? [1] : nil))
        }
        #expect(try environment.value(table, [200]) == [57])
    }

    @Test func `a job alone that throws after a change leaves no trace`() throws {
        let before = try environment.statistics().lastCommit
        #expect(throws: Refusal(number: 1)) {
            try environment.writeAndWait { [table] transaction in
                try transaction.put(table, key: [1], value: [1])
                throw Refusal(number: 1)
            }
        }
        #expect(try environment.value(table, [1]) == nil)
        #expect(try environment.statistics().lastCommit == before)
    }

    @Test func `completions come in the order of the jobs`() throws {
        let order = Monitor<[Int]>([])
        for number in 0..<200 {
            environment.write { [table] transaction in
                if number % 7 == 0 { throw Refusal(number: number) }
                try transaction.put(table, key: [UInt8(number % 9)], value: [1])
            } completion: { _ in
                order.update { $0.append(number) }
            }
        }
        #expect(order.wait { $0.count == 200 ? $0 : nil } == Array(0..<200))
    }

    @Test func `a full queue refuses at once, and what it holds is still written`() throws {
        var limits = EnvironmentLimits()
        limits.queuedJobs = 3
        limits.jobsPerBatch = 2
        let path = folder.path + "/small.mdb"
        let environment = try Environment(path: path, tables: ["t"], limits: limits)
        let table = environment.table("t")
        let held = HeldStorage(environment)
        let outcomes = Outcomes<Void>()
        for number in 0..<5 {
            environment.write {
                try $0.put(table, key: [UInt8(number)], value: [1])
            } completion: {
                outcomes.take(number, $0)
            }
        }
        #expect(outcomes.wait(for: 2).keys.sorted() == [3, 4])
        held.release()
        let results = outcomes.wait(for: 5)
        for number in 0..<3 { try #require(results[number]).get() }
        for number in 3..<5 {
            let failure = #expect(throws: LMDBError.self) { try results[number]?.get() }
            #expect(failure?.kind == .queueFull)
        }
    }

    @Test func `a task waits for its job without blocking a thread`() async throws {
        let table = table
        let count = try await environment.write { transaction in
            try transaction.put(table, key: [1], value: [1])
            return try transaction.reading.count(of: table)
        }
        #expect(count == 1)
        await #expect(throws: Refusal(number: 7)) {
            try await environment.write { _ in throw Refusal(number: 7) }
        }
    }

    @Test func `the last reference may be dropped by a completion`() throws {
        let isDone = Monitor(false)
        let path = folder.path + "/dropped.mdb"
        // The only reference is the one that the completion holds.
        func writeAndForget() throws {
            let environment = try Environment(path: path, tables: ["t"])
            let table = environment.table("t")
            environment.write {
                try $0.put(table, key: [1], value: [1])
            } completion: { _ in
                withExtendedLifetime(environment) { isDone.update { $0 = true } }
            }
        }
        try writeAndForget()
        isDone.wait { $0 ? () : nil }
    }

    @Test func `a job that waits for a job stops the process`() async throws {
        let path = folder.path + "/exit.mdb"
        // The folder is this process's, for one that is stopped removes nothing.
        await #expect(processExitsWith: .failure) { [path = path as String] in
            let environment = try Environment(path: path, tables: ["t"])
            try environment.writeAndWait { _ in try environment.writeAndWait { _ in } }
        }
    }
}
