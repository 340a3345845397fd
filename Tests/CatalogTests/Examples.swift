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
