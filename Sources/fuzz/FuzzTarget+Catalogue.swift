import Catalog
import Hashing
import JSON
import PeerProtocol

extension FuzzTarget {
    static let catalogue = [
        FuzzTarget("mapping-json", seeds: mappings, mapping),
        FuzzTarget("mapping-key", seeds: [Array("b/ü/".utf8)]) { bytes in
            understands {
                let key = try MappingKey(bytes: bytes)
                precondition(key.bytes == bytes && key.bucketLength <= bytes.count)
            }
        },
        FuzzTarget("catalogue-command", seeds: commands.map(\.encoded), command),
        FuzzTarget(
            "snapshot-block",
            seeds: [block, Array(block.dropLast(8).dropFirst(4))],
            blocks
        ),
        FuzzTarget("backup-block", seeds: [Array(block.dropLast(8).dropFirst(4))], backup),
        FuzzTarget("backup-line", seeds: [line], backupLine),
    ]

    private static let mappings = [
        #"{"origin":"http://a.example/b"}"#,
        #"{"origin":"http://a.example/b","on-miss":"redirect","acl":"private"}"#,
        """
        {"origin":"s3+https://a.example:9000/b","also":["http://c.example"],"acl":"public-read",
        "max-bandwidth":"50MB","max-connections":4,"on-head":"ask",
        "headers":{"X":"y"},"host":"h.example","query":"forward","redirects":3,
        "negative-ttl":"10s","idle-timeout":"30s","max-object":"5TB",
        "allow-private-addresses":true,
        "credentials":{"access-key":"a","secret-key":"b","region":"c"}}
        """,
    ].map { Array($0.utf8) }

    private static let commands: [Command] = {
        let card = MemberCard(
            name: "n1",
            token: Array(0..<16),
            cluster: "127.0.0.1:8402",
            s3: "127.0.0.1:8400",
            admin: "127.0.0.1:8401",
            version: "1"
        )
        var changes: [Command.Change] = [
            .view(members: ["n1", "n2"]), .member(.enrol(card, node: 7)),
            .member(.forget(name: "n1", node: 7)), .bucket(BucketChange("b", .create(.private))),
            .bucket(BucketChange("b", .setCORS(Array("<a/>".utf8)))),
            .access(.delete(name: "abc")),
        ]
        if let key = understood({ try MappingKey("b/p") }),
            let value = understood({ try JSONReader.read(mappings[2]) }),
            let mapping = understood({ try Mapping(json: value) })
        {
            changes.append(
                .write([
                    MappingOperation(key, .put(mapping), condition: .revision(5)),
                    MappingOperation(key, .delete, condition: .absent),
                ])
            )
        }
        return changes.map { Command($0, session: "s", proposedMilliseconds: 1 << 40) }
    }()

    /// Entries of every table that a backup has.
    private static let block: [UInt8] = {
        let tables = MemoryTables()
        for (index, command) in commands.enumerated() {
            _ = understood {
                try CatalogMachine.apply(
                    command.encoded,
                    index: UInt64(index) + 1,
                    tables: tables
                )
            }
        }
        var block = SnapshotBlock()
        for table in [CatalogTable.mappings, .buckets, .access] {
            _ = understands {
                try tables.scan(table, from: UnsafeRawBufferPointer(start: nil, count: 0)) {
                    block.append(table, $0, $1)
                    return true
                }
            }
        }
        return block.take()
    }()

    private static let line = Array("{\"block\":\"\(Base64.encode(block))\"}".utf8)

    /// What is understood is written and understood again, unchanged.
    private static func mapping(_ bytes: [UInt8]) -> Bool {
        guard
            let mapping = understood({ try Mapping(json: try JSONReader.read(bytes)) })
        else { return false }
        let again = understood { try EncodedMapping(mapping).decoded() }
        precondition(again == mapping, "a mapping changed on its way through the log")
        return true
    }

    private static func command(_ bytes: [UInt8]) -> Bool {
        guard understands({ try Command.validate(bytes) }), !bytes.isEmpty,
            let command = understood({ try Command(decoding: bytes) })
        else { return false }
        let again = understood { try Command(decoding: command.encoded) }
        precondition(again == command, "a command changed")
        let result = understood {
            try CatalogMachine.apply(bytes, index: 1, tables: MemoryTables())
        }
        precondition(result != nil && result != .malformed, "a command stops the log")
        return true
    }

    /// The input as blocks, and as entries of a block; one byte changed is always found.
    private static func blocks(_ bytes: [UInt8]) -> Bool {
        let isWhole = SnapshotBlock.isIntact(bytes)
        let framed = SnapshotBlock.framed(bytes)
        var again = SnapshotBlock()
        let isUnderstood = understands {
            try SnapshotBlock.scan(framed) { table, key, value in
                key.withUnsafeBytes { key in
                    value.withUnsafeBytes { again.append(table, key, $0) }
                }
            }
        }
        if isUnderstood {
            precondition(SnapshotBlock.isIntact(again.take()), "entries are not read again")
        }
        if let last = bytes.last {
            var harmed = framed
            harmed[(bytes.count * Int(last) / 255) % framed.count] ^= max(bytes[0], 1)
            precondition(!SnapshotBlock.isIntact(harmed), "a changed byte is not noticed")
        }
        return isWhole || isUnderstood
    }

    /// What a backup holds can be written: each change is a command that is understood.
    private static func backup(_ bytes: [UInt8]) -> Bool {
        writable(SnapshotBlock.framed(bytes))
    }

    private static func backupLine(_ bytes: [UInt8]) -> Bool {
        guard let line = understood({ try JSONReader.read(bytes) }),
            let text = line["block"]?.text, let block = Base64.decode(text)
        else { return false }
        return writable(block)
    }

    private static func writable(_ block: [UInt8]) -> Bool {
        guard let changes = understood({ try BackupBlock.changes(in: block) }) else { return false }
        for change in changes {
            let command = Command(change, proposedMilliseconds: 0)
            let again = understood { () throws -> Command in
                try Command.validate(command.encoded)
                return try Command(decoding: command.encoded)
            }
            precondition(again == command, "a backup holds what cannot be restored")
        }
        return true
    }
}
