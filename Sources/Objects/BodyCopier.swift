internal import LMDB

/// Gives the files of a body further names, so that a copy costs no more than its record.
///
/// The file system counts the names of a file and keeps the bytes as long as there is one. Bodies
/// never change, so nobody can tell a shared one from a copy. Where the file system will have no
/// further name for a file (ext4 has 65,000 at most), its bytes are copied.
struct BodyCopier: Sendable {
    private static let pieceBytes = 1 << 20

    let files: BodyFiles
    let commits: CommitWriter

    /// The body under names of its own, durable and pending; throws `gone` where a file of it is
    /// not there any more.
    ///
    /// Runs on a file thread.
    func copy(_ body: StoredBody) throws(ObjectStoreError) -> RecordLayout.Body {
        switch body {
        case .inline(let bytes): return .inline(bytes)
        case .file(let id):
            let copies = try copy([id])
            return .file(copies[0])
        case .segments(let segments):
            let copies = try copy(segments.map(\.file))
            return .segments(
                zip(segments, copies).map { segment, copy in
                    BodySegment(
                        file: copy,
                        size: segment.size,
                        part: segment.part,
                        detail: segment.detail
                    )
                }
            )
        }
    }

    private func copy(_ ids: [FileID]) throws(ObjectStoreError) -> [FileID] {
        var copies: [FileID] = []
        do throws(ObjectStoreError) {
            for id in ids { copies.append(try copy(id)) }
            try files.synchronizeFolders(of: copies)
            return copies
        } catch {
            commits.settle(copies, isStored: false)
            throw error
        }
    }

    private func copy(_ id: FileID) throws(ObjectStoreError) -> FileID {
        var tried: [FileID] = []
        do throws(ObjectStoreError) {
            let linked = try files.link(id) { new in
                tried.append(new)
                commits.pending.withLock { _ = $0.insert(new) }
            }
            commits.pending.withLock { pending in
                for other in tried where other != linked { pending.remove(other) }
            }
            if let linked { return linked }
        } catch {
            commits.pending.withLock { $0.subtract(tried) }
            throw error
        }
        return try copyBytes(of: id)
    }

    private func copyBytes(of id: FileID) throws(ObjectStoreError) -> FileID {
        let source = try files.source(id)
        let target = try files.makeTemporary()
        var offset: UInt64 = 0
        var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
        while true {
            let count = try piece.withUnsafeMutableBufferPointer { piece throws(ObjectStoreError) in
                let raw = UnsafeMutableRawBufferPointer(piece)
                let count = try source.read(into: raw, at: offset)
                try target.write(UnsafeRawBufferPointer(rebasing: raw[..<count]), at: offset)
                return count
            }
            guard count > 0 else { break }
            offset += UInt64(count)
        }
        try commits.makeDurable(target)
        return target.id
    }
}
