internal import Catalog
internal import LMDB
internal import NIOPosix
internal import Raft

/// What is worth keeping of the catalogue at one moment: mappings and buckets.
///
/// It comes as blocks that check themselves, and holds the secrets of mappings.
/// Members, the view and idempotency keys are a cluster's own and are not in it.
package struct CatalogBackup: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    /// The state's revision.
    package let revision: UInt64
    private let file: SnapshotFile

    private static let pieceBytes = 64 << 10
    /// Copies begun at most: the storage's map doubles each time it ends one, so more than two mean
    /// that something else is amiss.
    private static let attempts = 5

    /// Copies the state into a file without a name; while it runs, writes go on.
    init(of storage: RaftStorage, folder: String) async throws {
        let file = try await NIOThreadPool.singleton.runIfActive {
            try Self.copy(storage, folder)
        }
        self.file = file
        revision = file.identity.position.index
    }

    /// Begins again when the storage's map had to grow; nothing was handed out by then.
    private static func copy(_ storage: RaftStorage, _ folder: String) throws -> SnapshotFile {
        var attempt = 1
        while true {
            do {
                return try SnapshotFile(
                    of: storage,
                    [.mappings] + RestoredRow.tables,
                    folder: folder,
                    token: 1
                )
            } catch let error as ReadInterrupted {
                guard attempt < attempts else { throw error }
                attempt += 1
            }
        }
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(backup: self)
    }

    /// The place of one reader.
    package struct Iterator: AsyncIteratorProtocol {
        let backup: CatalogBackup
        var offset: UInt64 = 0

        /// The next block; a few where they are small.
        package mutating func next() async throws -> [UInt8]? {
            let (file, start) = (backup.file, offset)
            let bytes = try await NIOThreadPool.singleton.runIfActive {
                try file.blocks(at: start, maximumBytes: CatalogBackup.pieceBytes)
            }
            offset += UInt64(bytes.count)
            return bytes.isEmpty ? nil : bytes
        }
    }
}
