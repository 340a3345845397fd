import Glibc
import LMDB
import Objects
import TestSupport
import Testing

@Suite struct SweepTests {
    private let body = [UInt8](repeating: 1, count: 20_000)

    @Test func `the sweep removes what a crash leaves and nothing else`() throws {
        let folder = try TemporaryFolder()
        let first = try TestStore(folder: folder.path)
        for number in 0..<5 { try first.commitFile("b/\(number)", body) }
        try first.close()
        // As after a cut between rename and record, and one amid a fill.
        for name in ["objects/00/00aaaaaaaaaaaaaa", "objects/fe/fe00000000000001"] {
            try write(name, in: folder)
        }
        try write("spool/0123456789abcdef", in: folder)
        try write("spool/anything", in: folder)
        // Names that are not ours, or not where ours would be.
        let foreign = ["objects/00/README", "objects/01/fe00000000000001"]
        for name in foreign { try write(name, in: folder) }
        let second = try TestStore(folder: folder.path)
        #expect(second.waitForSweep() == SweepReport(spool: 2, orphans: 2, kept: 5))
        let left = folder.files(in: "objects")
        #expect(left.count == 7)
        #expect(left.contains("00/README") && left.contains("01/fe00000000000001"))
        #expect(folder.files(in: "spool") == [])
        for number in 0..<5 { #expect(try second.object("b/\(number)")?.body == body) }
    }

    @Test func `a file whose record waits for the storage thread is not swept`() throws {
        let folder = try TemporaryFolder()
        var limits = ObjectStoreLimits()
        // One thread takes things in turn: the file gets its place, then the sweep comes along.
        limits.fileThreads = 1
        let test = try TestStore(folder: folder.path, limits: limits)
        _ = test.waitForSweep()
        let isReleased = Monitor(false)
        test.environment.write { _ in
            isReleased.wait { $0 ? () : nil }
        } completion: { _ in
        }
        let outcome = Monitor<Result<CommitOutcome, ObjectStoreError>?>(nil)
        test.store.commit(
            path: Array("b/k".utf8),
            record: ObjectRecord(
                size: UInt64(body.count),
                modifiedMilliseconds: 0,
                etag: "",
                headerBlock: []
            ),
            body: .file(try test.file(with: body))
        ) { result in
            outcome.update { $0 = result }
        }
        let report = Monitor<SweepReport?>(nil)
        test.store.sweep { swept in report.update { $0 = swept } }
        #expect(report.wait { $0 } == SweepReport(kept: 0))
        #expect(folder.files(in: "objects").count == 1)
        isReleased.update { $0 = true }
        #expect(try outcome.wait { $0 }.get() == .stored)
        #expect(try test.object("b/k")?.body == body)
    }

    @Test func `commits and replacements during the sweep keep their files`() throws {
        let folder = try TemporaryFolder()
        let first = try TestStore(folder: folder.path)
        for number in 0..<50 { try first.commitFile("b/\(number)", body) }
        try first.close()
        let second = try TestStore(folder: folder.path)
        let remaining = Monitor(200)
        for number in 0..<200 {
            second.store.commit(
                path: Array("b/\(number % 100)".utf8),
                record: ObjectRecord(
                    size: UInt64(body.count),
                    modifiedMilliseconds: 0,
                    etag: "",
                    headerBlock: []
                ),
                body: .file(try second.file(with: body))
            ) { result in
                #expect(throws: Never.self) { try result.get() }
                remaining.update { $0 -= 1 }
            }
        }
        remaining.wait { $0 == 0 ? () : nil }
        _ = second.waitForSweep()
        for number in 0..<100 { #expect(try second.object("b/\(number)")?.body == body) }
        try second.close()
        #expect(folder.files(in: "objects").count == 100)
    }

    private func write(_ name: String, in folder: TemporaryFolder) throws {
        let descriptor = open(folder.path + "/" + name, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        close(descriptor)
    }
}
