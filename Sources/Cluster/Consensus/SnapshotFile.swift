internal import Catalog
internal import Glibc
internal import LMDB
internal import PeerProtocol
internal import Raft
internal import Wire

/// A snapshot of the catalogue, frozen in a file without a name that ends with this object.
///
/// A follower may take hours; a read transaction of that length would keep every page that is
/// replaced meanwhile. So the state is copied once, in one short-lived view, and parts are read
/// from the copy at any offset.
final class SnapshotFile: Sendable {
    let identity: SnapshotIdentity
    let size: UInt64
    private let descriptor: Int32

    /// Copies the present state into a file in `folder`; blocks as long as that takes.
    ///
    /// Throws `ReadInterrupted` when the storage's map has to grow meanwhile: a copy begun again
    /// waits for that.
    init(
        of storage: RaftStorage,
        _ catalogTables: [CatalogTable] = CatalogTable.allCases,
        folder: String,
        token: UInt64
    ) throws {
        var path = Array((folder + "/snapshot-XXXXXX").utf8CString)
        let opened = mkstemp(&path)
        guard opened >= 0 else {
            throw FileFailure(operation: "mkstemp", path: folder, code: errno)
        }
        _ = fcntl(opened, F_SETFD, FD_CLOEXEC)
        // Without a name it is gone whenever and however the process ends.
        unlink(path)
        do {
            (identity, size) = try storage.readSnapshot { tables, mark, long in
                let size = try Self.copy(catalogTables, of: tables, to: opened, long)
                let identity = SnapshotIdentity(
                    position: mark.position,
                    configuration: mark.configuration,
                    token: token
                )
                return (identity, size)
            }
        } catch {
            close(opened)
            throw error
        }
        descriptor = opened
    }

    deinit {
        close(descriptor)
    }

    /// Whole blocks from an offset on, at least one unless the end is reached.
    func blocks(at offset: UInt64, maximumBytes: Int) throws -> [UInt8] {
        guard offset < size else { return [] }
        var part = try read(at: offset, count: min(maximumBytes, Int(size - offset)))
        var end = 0
        while let length = Self.blockLength(part, at: end), end + length <= part.count {
            end += length
        }
        if end > 0 {
            part.removeSubrange(end...)
            return part
        }
        // The first block alone is longer than was asked for.
        let head = try read(at: offset, count: 4)
        guard let length = Self.blockLength(head, at: 0), offset + UInt64(length) <= size else {
            throw DamagedSnapshot()
        }
        return try read(at: offset, count: length)
    }

    private static func blockLength(_ bytes: [UInt8], at position: Int) -> Int? {
        guard position + 4 <= bytes.count else { return nil }
        let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
        return length + SnapshotBlock.framingBytes
    }

    private func read(at offset: UInt64, count: Int) throws -> [UInt8] {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor,
                    buffer.baseAddress.map { $0 + filled },
                    count - filled,
                    off_t(offset) + off_t(filled)
                )
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { return }
                filled += got
            }
        }
        guard bytes.count == count else {
            throw FileFailure(operation: "pread", path: "snapshot", code: errno)
        }
        return bytes
    }

    private static func copy(
        _ catalogTables: [CatalogTable],
        of tables: borrowing LMDBReading,
        to file: Int32,
        _ long: LongRead
    ) throws -> UInt64 {
        var block = SnapshotBlock()
        var size: UInt64 = 0
        func flush() throws {
            // Else every read and write of the node would wait for the rest of the copy.
            try long.check()
            guard !block.isEmpty else { return }
            let bytes = block.take()
            try write(bytes, to: file)
            size += UInt64(bytes.count)
        }
        for table in catalogTables {
            try tables.scan(table, from: UnsafeRawBufferPointer(start: nil, count: 0)) {
                block.append(table, $0, $1)
                if block.isFull { try flush() }
                return true
            }
        }
        try flush()
        return size
    }

    private static func write(_ bytes: [UInt8], to file: Int32) throws {
        try bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Glibc.write(
                    file,
                    buffer.baseAddress.map { $0 + written },
                    buffer.count - written
                )
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    throw FileFailure(operation: "write", path: "snapshot", code: errno)
                }
                written += count
            }
        }
    }
}
