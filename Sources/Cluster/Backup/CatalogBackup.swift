internal import Catalog
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

    /// Copies the state into a file without a name; while it runs, writes go on.
    init(of storage: RaftStorage, folder: String) async throws {
        let file = try await NIOThreadPool.singleton.runIfActive {
            try SnapshotFile(
                of: storage,
                [.mappings] + RestoredRow.tables,
                folder: folder,
                token: 1
            )
        }
        self.file = file
        revision = file.identity.position.index
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
