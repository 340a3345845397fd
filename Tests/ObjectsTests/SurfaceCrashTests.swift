import Glibc
import Objects
import TestSupport
import Testing

/// Kills a process amid uploads in parts, their completion and copies, and looks at what it left.
@Suite struct SurfaceCrashTests {
    @Test func `after a kill amid uploads and copies nothing acknowledged is lost or half`()
        async throws
    {
        let folder = try TemporaryFolder()
        var known = [Int](repeating: 0, count: SurfaceCrashWork.pathCount)
        for round in 1...6 {
            let path = folder.path
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, round = round as Int] in
                try SurfaceCrashWork(folder: path, round: round).runUntilKilled()
            }
            let acknowledged = try SurfaceCrashWork.acknowledgements(in: path, round: round)
            #expect(acknowledged.contains { $0 > 0 }, "killed before it did anything")
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
        #expect(test.waitForSweep().failure == nil)
        var files = 0
        for path in 0..<SurfaceCrashWork.pathCount {
            let last = acknowledged[path] > 0 ? acknowledged[path] : known[path]
            let next =
                acknowledged[path] > 0 ? last + 1 : SurfaceCrashWork.firstVersion(of: round)
            let object = try test.object(SurfaceCrashWork.path(path))
            let found = [last, next].first { version in
                let body = version == 0 ? nil : SurfaceCrashWork.body(path, version: version)
                return body == object?.body && (object == nil || object?.etag == "\(version)")
            }
            known[path] = try #require(found, "path \(path) has neither \(last) nor \(next)")
            files += object?.segments.count ?? 0
            if object?.fileID != nil { files += 1 }
        }
        // Uploads that were under way are there with their parts, or not at all.
        for item in try test.store.uploads.list(UploadQuery(bucket: Array("bucket".utf8))).items {
            let path = Array("bucket/".utf8) + item.key
            let parts = try test.store.uploads.parts(path: path, item.id, after: 0, limit: 10)
            files += try #require(parts).count
        }
        #expect(folder.files(in: "objects").count == files)
        #expect(folder.files(in: "spool") == [])
        #expect(try test.store.uploads.drop(startedBefore: nil) >= 0)
        try test.close()
    }
}
