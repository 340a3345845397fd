internal import Cluster
internal import Hashing
internal import JSON

/// A backup as lines of NDJSON: what it is of, its blocks in base64, and at the end the SHA-256 of
/// all blocks, without which it is not whole.
package struct BackupLines: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    let backup: CatalogBackup
    let cluster: String
    let milliseconds: UInt64

    /// The newest form, and for now the only one.
    static let version: Int64 = 1

    package func makeAsyncIterator() -> Iterator {
        Iterator(lines: self, blocks: backup.makeAsyncIterator())
    }

    /// The place of one reader.
    package struct Iterator: AsyncIteratorProtocol {
        private enum Phase {
            case head, blocks, ended
        }

        private let lines: BackupLines
        private var blocks: CatalogBackup.Iterator
        private var digest: RunningDigest
        private var phase = Phase.head
        private var count = 0

        init(lines: BackupLines, blocks: CatalogBackup.Iterator) {
            self.lines = lines
            self.blocks = blocks
            digest = RunningDigest()
        }

        /// The next line.
        package mutating func next() async throws -> [UInt8]? {
            switch phase {
            case .head:
                phase = .blocks
                return line([
                    "headwater-backup": .integer(BackupLines.version),
                    "cluster": .string(lines.cluster),
                    "revision": .count(lines.backup.revision),
                    "milliseconds": .count(lines.milliseconds),
                ])
            case .blocks:
                if let block = try await blocks.next() {
                    digest.update(block)
                    count += 1
                    return line(["block": .string(Base64.encode(block))])
                }
                phase = .ended
                return line([
                    "blocks": .count(count),
                    "sha256": .string(Hexadecimal.encode(digest.finish())),
                ])
            case .ended: return nil
            }
        }

        private func line(_ value: JSONValue) -> [UInt8] {
            JSONWriter.bytes(value) + [0x0A]
        }
    }
}
