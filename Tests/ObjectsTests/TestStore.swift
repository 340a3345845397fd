import Glibc
import LMDB
import Objects

/// A store in a folder, with calls that wait for their completion.
final class TestStore: Sendable {
    let environment: Environment
    let store: DiskStore
    private let report: Monitor<SweepReport?>

    init(folder: String, limits: ObjectStoreLimits = ObjectStoreLimits()) throws {
        let environment = try Environment(path: folder + "/index.mdb", tables: DiskStore.tables)
        let report = Monitor<SweepReport?>(nil)
        self.environment = environment
        self.report = report
        store = try DiskStore(environment: environment, folder: folder, limits: limits) { swept in
            report.update { $0 = swept }
        }
    }

    func waitForSweep() -> SweepReport {
        report.wait { $0 }
    }

    func close() throws {
        try store.close()
        environment.close()
    }

    @discardableResult
    func commit(
        _ path: [UInt8],
        _ body: ObjectBody,
        size: Int,
        etag: String = "tag",
        condition: CommitCondition = .always,
        unlessFenced: (@Sendable () -> Bool)? = nil
    ) throws -> CommitOutcome {
        let outcome = Monitor<Result<CommitOutcome, ObjectStoreError>?>(nil)
        store.commit(
            path: path,
            record: ObjectRecord(
                size: UInt64(size),
                modifiedMilliseconds: 1_234_567_890_123,
                etag: etag,
                headerBlock: Array("ETag: \"\(etag)\"\r\n".utf8)
            ),
            body: body,
            condition: condition,
            unlessFenced: unlessFenced
        ) { result in
            outcome.update { $0 = result }
        }
        return try outcome.wait { $0 }.get()
    }

    @discardableResult
    func commitInline(_ path: String, _ body: [UInt8] = []) throws -> CommitOutcome {
        try commit(Array(path.utf8), .inline(body), size: body.count)
    }

    func file(with body: [UInt8]) throws -> TemporaryFile {
        let file = try store.makeTemporary()
        try body.withUnsafeBytes { try file.write($0, at: 0) }
        return file
    }

    @discardableResult
    func commitFile(_ path: String, _ body: [UInt8]) throws -> CommitOutcome {
        try commit(Array(path.utf8), .file(file(with: body)), size: body.count)
    }

    func delete(_ path: [UInt8]) throws -> Bool {
        let outcome = Monitor<Result<Bool, ObjectStoreError>?>(nil)
        store.delete(path: path) { result in outcome.update { $0 = result } }
        return try outcome.wait { $0 }.get()
    }

    /// Where the body of an object is and what it has, read to the end.
    func object(_ path: [UInt8]) throws -> StoredObject? {
        let found = try path.withUnsafeBytes { bytes in
            try store.withObject(path: bytes) { view in
                let inlined: [UInt8]? =
                    switch view.body {
                    case .inline(let bytes): Array(bytes)
                    case .file, .segments: nil
                    }
                let segments: [BodySegment] =
                    if case .segments(let list) = view.body { list.all } else { [] }
                return StoredObject(
                    body: inlined ?? [],
                    size: view.size,
                    etag: view.etagText,
                    headerBlock: String(decoding: view.headerBlock, as: UTF8.self),
                    modifiedMilliseconds: view.modifiedMilliseconds,
                    fileID: view.fileID,
                    segments: segments,
                    attributes: Array(view.attributes)
                )
            }
        }
        guard var object = found else { return nil }
        if let id = object.fileID {
            let descriptor = try store.open(id)
            defer { Glibc.close(descriptor) }
            object.body = readAll(descriptor)
        }
        for segment in object.segments {
            let descriptor = try store.open(segment.file)
            defer { Glibc.close(descriptor) }
            object.body += readAll(descriptor)
        }
        return object
    }

    func object(_ path: String) throws -> StoredObject? {
        try object(Array(path.utf8))
    }
}

func readAll(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = pread(descriptor, &buffer, buffer.count, bytes.count)
        guard count > 0 else { return bytes }
        bytes.append(contentsOf: buffer[..<count])
    }
}
