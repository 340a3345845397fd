import Glibc
import LMDB
import Objects
import TestSupport
import Testing

@Suite struct UploadTests {
    private let folder: TemporaryFolder
    private let test: TestStore

    init() throws {
        folder = try TemporaryFolder()
        test = try TestStore(folder: folder.path)
        _ = test.waitForSweep()
    }

    /// Removals follow an answer; a store that is closed has made them.
    private func files() throws -> Int {
        try test.close()
        return folder.files(in: "objects").count
    }

    private func isCommitted(_ outcome: CompletionOutcome, _ expected: CommitOutcome = .stored)
        -> Bool
    {
        if case .committed(let outcome) = outcome { outcome == expected } else { false }
    }

    @Test func `parts become one object, in their order, and those not named go`() throws {
        let id = try test.begin("b/k")
        for number in [3, 1, 2, 9] as [UInt32] {
            try test.part("b/k", id, number, [UInt8](repeating: UInt8(number), count: 100_000))
        }
        try test.part("b/k", id, 2, [2, 2])
        #expect(try test.object("b/k") == nil)
        #expect(isCommitted(try test.complete("b/k", id, [1, 2, 3])))
        let object = try #require(try test.object("b/k"))
        let expected =
            [UInt8](repeating: 1, count: 100_000) + [2, 2] + [UInt8](repeating: 3, count: 100_000)
        #expect(object.body == expected && object.size == 200_002)
        #expect(object.segments.map(\.part) == [1, 2, 3])
        #expect(object.segments.allSatisfy { $0.detail == [9, 9] })
        #expect(object.headerBlock == "\u{1}\u{2}")
        #expect(try test.store.totals().bytes == 200_002)
        #expect(try files() == 3)
    }

    @Test func `a completed upload is known by its tag, and by no other path`() throws {
        let id = try test.begin("b/k")
        try test.part("b/k", id, 1, [1])
        #expect(isCommitted(try test.complete("b/k", id, [1], etag: "one")))
        guard case .completedBefore(let etag) = try test.complete("b/k", id, [1]) else {
            Issue.record("a completed upload is not known")
            return
        }
        #expect(etag == "one")
        for path in ["b/other", "c/k"] {
            guard case .noUpload = try test.complete(path, id, [1]) else {
                Issue.record("\(path) knows the upload")
                return
            }
        }
        #expect(try test.part("b/k", id, 2, [1]) == .noUpload)
        #expect(try test.abort("b/k", id) == false)
    }

    @Test func `a refusal, a condition or a fence leaves the upload as it was`() throws {
        try test.commitInline("b/k", [7])
        let id = try test.begin("b/k")
        try test.part("b/k", id, 1, [1])
        guard case .refused = try test.complete("b/k", id, [1, 2]) else {
            Issue.record("a part that is not there was taken")
            return
        }
        #expect(isCommitted(try test.complete("b/k", id, [1], condition: .ifAbsent), .existed))
        #expect(isCommitted(try test.complete("b/k", id, [1], condition: .ifMatch("x")), .changed))
        #expect(isCommitted(try test.complete("b/k", id, [1], isFenced: true), .fenced))
        #expect(try test.object("b/k")?.body == [7])
        #expect(isCommitted(try test.complete("b/k", id, [1], condition: .ifMatch("tag"))))
        #expect(try test.object("b/k")?.body == [1])
    }

    @Test func `an aborted upload leaves nothing`() throws {
        let id = try test.begin("b/k")
        for number in 1...20 as ClosedRange<UInt32> { try test.part("b/k", id, number, [1]) }
        #expect(
            try test.store.uploads.parts(path: Array("b/k".utf8), id, after: 5, limit: 3)?.map(
                \.number
            ) == [6, 7, 8]
        )
        #expect(try test.abort("b/k", id))
        #expect(try test.abort("b/k", id) == false)
        #expect(
            try test.store.uploads.parts(path: Array("b/k".utf8), id, after: 0, limit: 3) == nil
        )
        #expect(try files() == 0)
    }

    @Test func `old uploads are dropped, and those of a bucket`() throws {
        let long = "b/" + String(repeating: "x", count: 1_024)
        for (path, started) in [("a/k", 5), ("b/k", 50), (long, 5), ("b-c/k", 5)]
            as [(String, UInt64)]
        {
            let id = try test.begin(path, started: started)
            try test.part(path, id, 1, [1])
        }
        #expect(try test.store.uploads.drop(bucket: Array("b".utf8), startedBefore: 10) == 1)
        #expect(try test.store.uploads.drop(startedBefore: 10) == 2)
        let left = try test.store.uploads.list(UploadQuery(bucket: Array("b".utf8)))
        #expect(left.items.map(\.key) == [Array("k".utf8)])
        #expect(try test.store.uploads.drop(bucket: Array("b".utf8), startedBefore: nil) == 1)
        #expect(try files() == 0)
    }

    @Test func `pages of uploads join to the whole list, whatever their size`() throws {
        var expected: [UploadItem] = []
        for key in ["a", "a", "a\u{1}", "b/1", "b/2", "b/2", "c"] {
            expected.append(UploadItem(key: Array(key.utf8), id: try test.begin("x/" + key)))
        }
        expected.sort { ($0.key, $0.id.encoded) < ($1.key, $1.id.encoded) }
        _ = try test.begin("x0/other")
        for limit in 1...8 {
            var found: [UploadItem] = []
            var query = UploadQuery(bucket: Array("x".utf8), limit: limit)
            while true {
                let page = try test.store.uploads.list(query)
                found += page.items
                guard let key = page.continueAfterKey else { break }
                query.afterKey = key
                query.afterID = page.continueAfterID
            }
            #expect(found == expected)
        }
        let level = try test.store.uploads.list(
            UploadQuery(bucket: Array("x".utf8), delimiter: Array("/".utf8), limit: 4)
        )
        #expect(level.commonPrefixes == [Array("b/".utf8)] && level.items.count == 3)
        #expect(level.continueAfterKey == Array("b/".utf8) && level.continueAfterID == nil)
        let rest = try test.store.uploads.list(
            UploadQuery(
                bucket: Array("x".utf8),
                delimiter: Array("/".utf8),
                afterKey: Array("b/".utf8)
            )
        )
        #expect(rest.items.map(\.key) == [Array("c".utf8)] && rest.commonPrefixes.isEmpty)
    }

    @Test func `a start sweeps what no upload names, and keeps parts`() throws {
        let id = try test.begin("b/k")
        try test.part("b/k", id, 1, [1])
        try test.close()
        let orphan = folder.path + "/objects/00/00000000000000aa"
        let descriptor = Glibc.open(orphan, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        Glibc.close(descriptor)
        let again = try TestStore(folder: folder.path)
        let report = again.waitForSweep()
        #expect(report.orphansRemoved == 1 && report.bodiesKept == 1)
        #expect(isCommitted(try again.complete("b/k", id, [1])))
        #expect(try again.object("b/k")?.body == [1])
        try again.close()
    }
}

private func < (left: ([UInt8], [UInt8]), right: ([UInt8], [UInt8])) -> Bool {
    left.0 == right.0
        ? left.1.lexicographicallyPrecedes(right.1) : left.0.lexicographicallyPrecedes(right.0)
}
