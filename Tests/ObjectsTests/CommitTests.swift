import Glibc
import LMDB
import Objects
import TestSupport
import Testing

@Suite struct CommitTests {
    private let folder: TemporaryFolder
    private let test: TestStore
    private let large = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    init() throws {
        folder = try TemporaryFolder()
        test = try TestStore(folder: folder.path)
    }

    @Test(arguments: [0, 1, 16_384])
    func `a small body is inline, also when it comes as a file`(size: Int) throws {
        let body = [UInt8](repeating: 7, count: size)
        #expect(try test.commitInline("b/inline", body) == .stored)
        #expect(try test.commitFile("b/file", body) == .stored)
        for path in ["b/inline", "b/file"] {
            let object = try #require(try test.object(path))
            #expect(object.fileID == nil)
            #expect(object.body == body)
            #expect(object.size == UInt64(size))
            #expect(object.etag == "tag")
            #expect(object.headerBlock == "ETag: \"tag\"\r\n")
            #expect(object.modifiedMilliseconds == 1_234_567_890_123)
        }
        #expect(folder.files(in: "spool") == [])
        #expect(folder.files(in: "objects") == [])
    }

    @Test func `a large body is a file below objects`() throws {
        #expect(try test.commitFile("b/k", large) == .stored)
        let object = try #require(try test.object("b/k"))
        #expect(object.body == large)
        #expect(object.fileID != nil)
        #expect(folder.files(in: "objects").count == 1)
        #expect(folder.files(in: "spool") == [])
        #expect(try test.object("b/other") == nil)
        #expect(try test.object("b/k2") == nil)
    }

    @Test func `what was stored is there after closing and opening`() throws {
        try test.commitFile("b/file", large)
        try test.commitInline("b/inline", [1])
        try test.close()
        let again = try TestStore(folder: folder.path)
        #expect(try again.object("b/file")?.body == large)
        #expect(try again.object("b/inline")?.body == [1])
        #expect(again.waitForSweep() == SweepReport(kept: 1))
    }

    @Test func `if absent, the first one stays and the second leaves nothing`() throws {
        let path = Array("b/k".utf8)
        func store(_ body: [UInt8]) throws -> CommitOutcome {
            let file = try test.file(with: body)
            return try test.commit(path, .file(file), size: body.count, condition: .ifAbsent)
        }
        #expect(try store(large) == .stored)
        #expect(try store(large.reversed()) == .existed)
        #expect(try store([1, 2]) == .existed)
        #expect(try test.object(path)?.body == large)
        try test.close()
        #expect(folder.files(in: "objects").count == 1)
    }

    @Test func `a closed fence keeps the object out, one that closes later does not`() throws {
        let isFenced = Monitor(true)
        let path = Array("b/k".utf8)
        let ask: @Sendable () -> Bool = { isFenced.withLock { $0 } }
        let first = try test.file(with: large)
        let size = large.count
        #expect(try test.commit(path, .file(first), size: size, unlessFenced: ask) == .fenced)
        #expect(try test.object(path) == nil)
        isFenced.update { $0 = false }
        let second = try test.file(with: large)
        #expect(try test.commit(path, .file(second), size: size, unlessFenced: ask) == .stored)
        isFenced.update { $0 = true }
        #expect(try test.object(path)?.body == large)
        try test.close()
        #expect(folder.files(in: "objects").count == 1)
    }

    @Test func `a replaced file is unlinked and goes on being read by who has it open`() throws {
        try test.commitFile("b/k", large)
        let id = try #require(try test.object("b/k")?.fileID)
        let descriptor = try test.store.open(id)
        defer { close(descriptor) }
        try test.commitFile("b/k", large.reversed())
        #expect(try test.object("b/k")?.body == large.reversed())
        try test.close()
        #expect(folder.files(in: "objects").count == 1)
        #expect(throws: ObjectStoreError.gone) { try test.store.open(id) }
        #expect(readAll(descriptor) == large)
    }

    @Test func `a record is decided only when its file has its place`() throws {
        for number in 0..<30 {
            let placed = Monitor<[String]>([])
            let fence: @Sendable () -> Bool = { [folder] in
                placed.update { $0 = folder.files(in: "objects") }
                return true
            }
            let path = Array("b/\(number)".utf8)
            let file = try test.file(with: large)
            try test.commit(path, .file(file), size: large.count, unlessFenced: fence)
            // Names of files refused before may still be there.
            let name = file.id.number.hexadecimal
            #expect(placed.withLock { $0 }.contains { $0.hasSuffix(name) })
        }
    }

    @Test func `a deleted object is gone with its file`() throws {
        try test.commitFile("b/k", large)
        try test.commitInline("b/l", [1])
        #expect(try test.delete(Array("b/k".utf8)))
        #expect(try !test.delete(Array("b/k".utf8)))
        #expect(try !test.delete([]))
        #expect(try test.object("b/k") == nil)
        #expect(try test.object("b/l")?.body == [1])
        try test.close()
        #expect(folder.files(in: "objects") == [])
    }

    @Test func `a dropped temporary vanishes, a committed one stays readable`()
        throws
    {
        do {
            let dropped = try test.file(with: [1, 2, 3])
            #expect(folder.files(in: "spool").count == 1)
            #expect(try dropped.size() == 3)
        }
        #expect(folder.files(in: "spool") == [])
        let committed = try test.file(with: large)
        try test.commit(Array("b/k".utf8), .file(committed), size: large.count)
        var tail = [UInt8](repeating: 0, count: 200)
        let offset = UInt64(large.count - 100)
        let count = try tail.withUnsafeMutableBytes { try committed.read(into: $0, at: offset) }
        #expect(count == 100)
        #expect(Array(tail[..<100]) == Array(large.suffix(100)))
    }

    @Test func `what does not fit is refused and leaves nothing`() throws {
        let key = [UInt8](repeating: 97, count: 1_024)
        let bucket = [UInt8](repeating: 98, count: 255)
        let slash = [UInt8(ascii: "/")]
        #expect(try test.commit(bucket + slash + key, .inline([1]), size: 1) == .stored)
        let invalid = [
            [], slash, bucket, slash + key, bucket + slash, bucket + [98] + slash + key,
            bucket + slash + key + [97],
        ]
        for path in invalid {
            #expect(throws: ObjectStoreError.invalidPath) {
                try test.commit(path, .file(test.file(with: [1])), size: 1)
            }
        }
        let path = Array("b/k".utf8)
        #expect(throws: ObjectStoreError.sizeMismatch(record: 2, body: 1)) {
            try test.commit(path, .inline([1]), size: 2)
        }
        #expect(throws: ObjectStoreError.sizeMismatch(record: 99_999, body: 100_000)) {
            try test.commit(path, .file(test.file(with: large)), size: 99_999)
        }
        #expect(throws: ObjectStoreError.recordTooLarge) {
            try test.commit(path, .inline(large), size: large.count)
        }
        #expect(throws: ObjectStoreError.recordTooLarge) {
            let etag = String(repeating: "e", count: 257)
            try test.commit(path, .inline([]), size: 0, etag: etag)
        }
        #expect(try test.object(path) == nil)
        try test.close()
        #expect(folder.files(in: "objects") == [])
        #expect(folder.files(in: "spool") == [])
    }

    @Test func `a store without room for another file commit says so and drops the file`() throws {
        var limits = ObjectStoreLimits()
        limits.queuedFileJobs = 0
        let folder = try TemporaryFolder()
        let test = try TestStore(folder: folder.path, limits: limits)
        #expect(throws: ObjectStoreError.busy) { try test.commitFile("b/k", large) }
        #expect(folder.files(in: "spool") == [])
        #expect(try test.commitInline("b/k", [1]) == .stored)
    }

    @Test func `a disk with nothing but the reserve left stores nothing and still deletes`() throws
    {
        try test.commitInline("b/k", [1])
        try test.close()
        var limits = ObjectStoreLimits()
        limits.reservedBytes = .max - 10
        let full = try TestStore(folder: folder.path, limits: limits)
        #expect(throws: ObjectStoreError.diskFull) { try full.store.makeTemporary() }
        #expect(throws: ObjectStoreError.diskFull) { try full.commitInline("b/l", [1]) }
        #expect(throws: ObjectStoreError.diskFull) {
            try full.commitInline("b/l", [UInt8](repeating: 1, count: 11))
        }
        #expect(try full.object("b/k")?.body == [1])
        #expect(try full.delete(Array("b/k".utf8)))
        #expect(try full.store.totals().objects == 0)
    }

    @Test func `totals count what is there`() throws {
        #expect(try test.store.totals() == StoreTotals())
        try test.commitInline("b/a", [1, 2, 3])
        try test.commitFile("b/c", large)
        try test.commitFile("b/c", large + [1])
        try test.commitInline("c/a", [1])
        _ = try test.delete(Array("c/a".utf8))
        _ = try test.delete(Array("c/a".utf8))
        let totals = try test.store.totals()
        #expect(totals.objects == 2)
        #expect(totals.bytes == UInt64(3 + large.count + 1))
        let space = try test.store.space()
        #expect(space.availableBytes > 0 && space.availableBytes <= space.totalBytes)
    }
}

extension UInt64 {
    /// Sixteen digits, as files are named.
    var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

extension SweepReport {
    init(spool: Int = 0, orphans: Int = 0, kept: Int) {
        self.init()
        spoolFilesRemoved = spool
        orphansRemoved = orphans
        bodiesKept = kept
    }
}
