import Catalog
import Testing
import Wire

@testable import PeerProtocol

@Suite struct BackupBlockTests {
    private func block(_ rows: [(CatalogTable, [UInt8], [UInt8])]) -> [UInt8] {
        var block = SnapshotBlock()
        for (table, key, value) in rows {
            key.withUnsafeBytes { key in
                value.withUnsafeBytes { block.append(table, key, $0) }
            }
        }
        return block.take()
    }

    /// Version 1 of a bucket: the revision and the time of its creation.
    private let bucket: [UInt8] = [1] + Array(repeating: 0, count: 16)

    @Test func `rows that no table would read are refused before anything is written`() throws {
        let name = Array("films".utf8)
        let good = try BackupBlock.changes(in: block([(.buckets, name, bucket)]))
        #expect(good == [.restore([try RestoredRow(table: .buckets, key: name, value: bucket)])])
        let bad: [(CatalogTable, [UInt8], [UInt8])] = [
            (.buckets, name, []), (.buckets, name, [9] + bucket.dropFirst()),
            (.buckets, name, bucket + [0]), (.access, name, bucket), (.mappings, name, bucket),
            (.buckets, Array(repeating: 97, count: 1_025), bucket), (.sessions, name, bucket),
        ]
        for row in bad {
            #expect(throws: DamagedSnapshot()) {
                try BackupBlock.changes(in: block([(.buckets, name, bucket), row]))
            }
        }
    }

    @Test func `what a block gives is a command that every node understands`() throws {
        let changes = try BackupBlock.changes(in: block([(.buckets, Array("b".utf8), bucket)]))
        for change in changes {
            let command = Command(change, proposedMilliseconds: 0)
            #expect(try Command(decoding: command.encoded) == command)
        }
    }
}
