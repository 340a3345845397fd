package import Raft

/// The snapshots being sent, at most one for each follower; used by one thread.
package final class SnapshotShelf {
    private let storage: RaftStorage
    private let folder: String
    private var files: [NodeID: SnapshotFile] = [:]

    /// - Parameter folder: on the file system whose space the copies may take: each is about as
    ///   large as the catalogue.
    package init(storage: RaftStorage, folder: String) {
        self.storage = storage
        self.folder = folder
    }

    /// Reads a part, beginning a new snapshot if none is named; nil when the one named is gone.
    ///
    /// Beginning blocks as long as a copy of the catalogue takes.
    package func read(_ request: SnapshotRead) throws -> SnapshotPart? {
        if request.identity == nil {
            files[request.peer] = nil
            files[request.peer] = try SnapshotFile(
                of: storage,
                folder: folder,
                token: .random(in: 1 ... .max)
            )
        }
        guard let file = files[request.peer] else { return nil }
        if let identity = request.identity, identity != file.identity { return nil }
        let bytes = try file.blocks(at: request.offset, maximumBytes: request.maximumBytes)
        return SnapshotPart(
            peer: request.peer,
            identity: file.identity,
            offset: request.offset,
            isLast: request.offset + UInt64(bytes.count) >= file.size,
            bytes: bytes
        )
    }

    /// Gives up the snapshots of all but these followers.
    package func keep(only peers: [NodeID]) {
        files = files.filter { peers.contains($0.key) }
    }
}
