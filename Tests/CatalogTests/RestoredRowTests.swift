import Catalog
import Testing
import Wire

@Suite struct RestoredRowTests {
    /// Version 1 of a bucket: the revision and the time of its creation.
    private let bucket: [UInt8] = [1] + Array(repeating: 0, count: 16)

    /// What the catalogue keeps of an access key.
    private func access(_ name: String) throws -> [UInt8] {
        var machine = Machine()
        let key = try AccessKey(
            name: name,
            secret: "secret-1",
            grants: [AccessGrant(.read, try BucketPattern("b", field: "read"))],
            description: ""
        )
        _ = try machine.apply(Command(.access(.create(key)), proposedMilliseconds: 7))
        return try #require(try machine.tables.value(.access, Array(name.utf8)))
    }

    /// A restore as a log may hold it, whether or not this program would propose it.
    private func entry(_ rows: [(CatalogTable, [UInt8], [UInt8])]) -> [UInt8] {
        var writer = WireWriter(reservingCapacity: 128)
        writer.uint8(1)
        writer.optional(String?.none) { $0.text($1) }
        writer.variable(5)
        writer.uint8(6)
        writer.variable(UInt64(rows.count))
        for (table, key, value) in rows {
            writer.uint8(UInt8(table.rawValue))
            writer.sized(key)
            writer.sized(value)
        }
        return writer.bytes
    }

    @Test func `a row under its own name is restored`() throws {
        let rows: [(CatalogTable, [UInt8], [UInt8])] = [
            (.buckets, Array("films".utf8), bucket),
            (.buckets, Array(repeating: 97, count: MappingLimits.bucketBytes), bucket),
            (.access, Array("AKEXAMPLE".utf8), try access("AKEXAMPLE")),
        ]
        let command = Command(
            .restore(try rows.map { try RestoredRow(table: $0.0, key: $0.1, value: $0.2) }),
            proposedMilliseconds: 5
        )
        #expect(command.encoded == entry(rows))
        var machine = Machine()
        #expect(try machine.apply(command) == .applied(revision: 1, changes: 3))
        for (table, key, value) in rows { #expect(try machine.tables.value(table, key) == value) }
        #expect(try machine.apply(command) == .applied(revision: 2, changes: 0))
    }

    @Test(arguments: [0, 3, 9, 64, 255, 256, 511, 512, 1_024])
    func `a row under another name is refused, and changes nothing where a log has it`(
        length: Int
    ) throws {
        let long = Array(repeating: UInt8(ascii: "A"), count: length)
        let spaces = Array(repeating: UInt8(ascii: " "), count: length)
        var rows: [(CatalogTable, [UInt8], [UInt8])] = [
            (.access, long, try access("AKEXAMPLE")), (.buckets, spaces, bucket),
        ]
        if length > MappingLimits.bucketBytes { rows.append((.buckets, long, bucket)) }
        for (table, key, value) in rows {
            #expect(throws: WireError.self) {
                try RestoredRow(table: table, key: key, value: value)
            }
            var machine = Machine()
            let good = (CatalogTable.buckets, Array("films".utf8), bucket)
            #expect(try machine.apply(bytes: entry([good, (table, key, value)])) == .malformed)
            #expect(try machine.count(.access) == 0)
            #expect(try machine.count(.buckets) == 0)
            #expect(try machine.apply(bytes: []) == .applied(revision: 2, changes: 0))
        }
    }
}
