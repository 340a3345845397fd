import Glibc
import LMDB
import Objects
import TestSupport
import Testing

@Suite struct CopyTests {
    private let folder: TemporaryFolder
    private let test: TestStore

    init() throws {
        folder = try TemporaryFolder()
        test = try TestStore(folder: folder.path)
        _ = test.waitForSweep()
    }

    private func upload(_ path: String, _ bodies: [[UInt8]]) throws {
        let id = try test.begin(path)
        for (index, body) in bodies.enumerated() {
            try test.part(path, id, UInt32(index + 1), body)
        }
        _ = try test.complete(path, id, (1...UInt32(bodies.count)).map { $0 })
    }

    @Test func `a copy shares the bytes and outlives what it was made of`() throws {
        let body = [UInt8](repeating: 5, count: 300_000)
        try test.commitFile("b/file", body)
        try upload("b/parts", [body, [1], []])
        for source in ["b/file", "b/parts"] {
            #expect(try test.copy(source, to: source + "-copy") == .stored)
            let copied = try #require(try test.object(source + "-copy"))
            let file = try #require(copied.fileID ?? copied.segments.first?.file)
            let descriptor = try test.store.open(file)
            var status = stat()
            #expect(fstat(descriptor, &status) == 0 && status.st_nlink == 2)
            Glibc.close(descriptor)
            #expect(try test.delete(Array(source.utf8)))
            #expect(try test.object(source) == nil)
        }
        #expect(try test.object("b/file-copy")?.body == body)
        #expect(try test.object("b/parts-copy")?.body == body + [1])
        #expect(try test.store.totals().bytes == 600_001)
        try test.close()
        #expect(folder.files(in: "objects").count == 4)
        let again = try TestStore(folder: folder.path)
        #expect(again.waitForSweep().orphansRemoved == 0)
        #expect(try again.object("b/file-copy")?.body == body)
        try again.close()
    }

    @Test func `a copy onto itself keeps its bytes`() throws {
        let body = [UInt8](repeating: 5, count: 300_000)
        try test.commitFile("b/k", body)
        for round in 0..<5 { #expect(try test.copy("b/k", to: "b/k", etag: "\(round)") == .stored) }
        let object = try #require(try test.object("b/k"))
        #expect(object.body == body && object.etag == "4")
        try test.close()
        #expect(folder.files(in: "objects").count == 1)
    }

    @Test func `a reader of several files has them all, also when the object goes`() throws {
        try upload("b/k", [[1], [2], [3]])
        var files: [FileID] = []
        var lease: BodyLease?
        try Array("b/k".utf8).withUnsafeBytes { path in
            _ = try test.store.withObject(path: path) { view in
                guard case .segments(let list) = view.body else { return }
                files = list.all.map(\.file)
                lease = try test.store.lease(files[0])
            }
        }
        #expect(files.count == 3)
        #expect(try test.delete(Array("b/k".utf8)))
        // What is queued after the removal has run when this is stored.
        for number in 0..<40 {
            try test.commitFile("b/\(number)", [UInt8](repeating: 0, count: 20_000))
        }
        for file in files {
            let descriptor = try test.store.open(file)
            Glibc.close(descriptor)
        }
        _ = consume lease
        try test.close()
        #expect(folder.files(in: "objects").count == 40)
    }

    @Test func `who comes after the removal is told to look again`() throws {
        try upload("b/k", [[1], [2]])
        let files = try #require(try test.object("b/k")).segments.map(\.file)
        #expect(try test.delete(Array("b/k".utf8)))
        _ = try? test.store.close()
        #expect(throws: ObjectStoreError.gone) { try test.store.lease(files[0]) }
    }

    @Test func `attributes change alone`() throws {
        try test.commitInline("b/inline", [1])
        try test.commitFile("b/file", [UInt8](repeating: 1, count: 100_000))
        try upload("b/parts", [[1], [2]])
        for path in ["b/inline", "b/file", "b/parts"] {
            let before = try #require(try test.object(path))
            let found: Bool = try test.wait { completion in
                test.store.amend(path: Array(path.utf8), completion: completion) { $0 + [1, 2] }
            }
            var after = try #require(try test.object(path))
            #expect(found && after.attributes == [1, 2])
            after.attributes = []
            #expect(after == before)
        }
        let found: Bool = try test.wait { completion in
            test.store.amend(path: Array("b/none".utf8), completion: completion) { $0 }
        }
        #expect(!found)
    }

    @Test func `deletions together, each on its condition`() throws {
        for key in ["a", "b", "c"] { try test.commitInline("b/" + key, [1]) }
        let outcomes: [CommitOutcome] = try test.wait { completion in
            test.store.delete(
                [
                    (Array("b/a".utf8), .always), (Array("b/b".utf8), .ifMatch("other")),
                    (Array("b/c".utf8), .ifMatch("tag")), (Array("b/none".utf8), .always),
                    (Array("b/none".utf8), .ifMatch("tag")),
                ],
                completion: completion
            )
        }
        #expect(outcomes == [.stored, .changed, .stored, .stored, .missing])
        #expect(try test.object("b/b") != nil)
        #expect(try test.object("b/c") == nil)
    }
}
