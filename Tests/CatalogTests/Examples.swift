import Catalog
import Determinism
import JSON

/// Values that several suites need.
enum Examples {
    static func origin(_ text: String = "http://origin.example/base") throws -> OriginURL {
        try OriginURL(text)
    }

    static func mapping(_ text: String = "http://origin.example/base") throws -> Mapping {
        Mapping(origin: try origin(text))
    }

    static func read(_ json: String) throws -> Mapping {
        try Mapping(json: try JSONReader.read(Array(json.utf8)))
    }

    static func put(
        _ key: String,
        _ origin: String = "http://origin.example/base",
        _ condition: WriteCondition = .none
    ) throws -> MappingOperation {
        MappingOperation(
            try MappingKey(key),
            .put(try mapping(origin)),
            condition: condition
        )
    }

    static func delete(_ key: String, _ condition: WriteCondition = .none) throws
        -> MappingOperation
    {
        MappingOperation(try MappingKey(key), .delete, condition: condition)
    }

    /// A mapping with every option away from its default.
    static func full() throws -> Mapping {
        try read(
            """
            {"origin": "https://Origin.example:8443/a%20b/", "also": ["http://b.example", \
            "http://[2001:db8::1]:81/x"], "acl": "public-read", "max-bandwidth": "50MB", \
            "max-connections": 7, "on-miss": "redirect", "on-head": "ask", \
            "headers": {"X-One": "1", "Authorization": "Bearer swordfish"}, \
            "host": "shop.example:81", "query": "forward", "redirects": 3, \
            "negative-ttl": "500ms", "idle-timeout": "1m", "max-object": "64MiB", \
            "allow-private-addresses": true}
            """
        )
    }
}

/// A small world to apply commands to.
struct Machine {
    let tables = MemoryTables()
    var index: UInt64 = 0
    var limits = HistoryLimits()

    mutating func apply(_ operations: [MappingOperation], session: String? = nil) throws
        -> CommandResult
    {
        try apply(
            Command(.write(operations), session: session, proposedMilliseconds: 1_000 + index)
        )
    }

    mutating func apply(_ command: Command) throws -> CommandResult {
        try apply(bytes: command.encoded)
    }

    mutating func apply(bytes: [UInt8]) throws -> CommandResult {
        index += 1
        return try CatalogMachine.apply(bytes, index: index, tables: tables, limits: limits)
    }

    func count(_ table: CatalogTable) throws -> Int {
        var count = 0
        try tables.scan(table, from: UnsafeRawBufferPointer(start: nil, count: 0)) { _, _ in
            count += 1
            return true
        }
        return count
    }

    func bytes(_ table: CatalogTable) throws -> Int {
        var bytes = 0
        try tables.scan(table, from: UnsafeRawBufferPointer(start: nil, count: 0)) { key, value in
            bytes += key.count + value.count
            return true
        }
        return bytes
    }

    func keys(prefix: String = "") throws -> [String] {
        try CatalogQuery.mappings(prefix: Array(prefix.utf8), limit: 1_000, tables).entries
            .map(\.key.text)
    }

    func changes(after revision: UInt64, limit: Int = 1_000) throws -> ChangePage {
        try CatalogQuery.changes(after: revision, limit: limit, tables)
    }
}
