import Glibc
import LMDB
import Objects
import TestSupport
import Testing

/// Kills a process amid commits, again and again in one folder, and looks at what it left.
@Suite struct CrashTests {
    @Test func `after a kill, everything acknowledged is there and nothing is half`() async throws {
        let folder = try TemporaryFolder()
        var known = [Int](repeating: 0, count: CrashWork.pathCount)
        for round in 1...6 {
            let path = folder.path
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, round = round as Int] in
                try CrashWork(folder: path, round: round).runUntilKilled()
            }
            let acknowledged = try CrashWork.acknowledgements(in: path, round: round)
            #expect(
                acknowledged.contains { $0 > 0 },
                "the process was killed before it did anything"
            )
            try verify(folder, round: round, acknowledged, &known)
        }
    }

    private func verify(
        _ folder: TemporaryFolder,
        round: Int,
        _ acknowledged: [Int],
        _ known: inout [Int]
    ) throws {
        let test = try TestStore(folder: folder.path)
        let report = test.waitForSweep()
        #expect(report.failure == nil)
        var fileCount = 0
        var totals = StoreTotals()
        for path in 0..<CrashWork.pathCount {
            // Each path has one change under way at most: the one after the last acknowledged.
            let last = acknowledged[path] > 0 ? acknowledged[path] : known[path]
            let next = acknowledged[path] > 0 ? last + 1 : CrashWork.firstVersion(of: round)
            let object = try test.object(CrashWork.path(path))
            let found = [last, next].first { CrashWork.body(path, version: $0) == object?.body }
            let version = try #require(found, "path \(path) has neither \(last) nor \(next)")
            if let object {
                #expect(object.etag == "\(version)")
                if object.fileID != nil { fileCount += 1 }
                totals.objects += 1
                totals.bytes += object.size
            }
            known[path] = version
        }
        #expect(try test.store.totals() == totals)
        #expect(report.bodiesKept == fileCount)
        #expect(folder.files(in: "objects").count == fileCount)
        #expect(folder.files(in: "spool") == [])
        try test.close()
    }
}
