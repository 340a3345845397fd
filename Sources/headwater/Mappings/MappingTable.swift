import JSON

/// Mappings for people.
enum MappingTable {
    /// What a mapping has unless it says otherwise: not worth a column.
    private static let defaults: [(name: String, value: JSONValue)] = [
        ("acl", "private"), ("max-connections", .integer(64)), ("on-miss", "stream"),
        ("on-head", "fill"), ("query", "drop"), ("redirects", .integer(10)),
        ("negative-ttl", "10s"), ("idle-timeout", "30s"), ("max-object", "5TB"),
        ("allow-private-addresses", .bool(false)),
    ]

    static func print(_ items: [JSONValue], hasHeading: Bool = true) {
        lines(items).dropFirst(hasHeading ? 0 : 1).forEach(Output.line)
    }

    static func lines(_ items: [JSONValue]) -> [String] {
        var table = TextTable("KEY", "REVISION", "ORIGIN", "OPTIONS")
        for item in items {
            table.add(
                item["key"]?.text ?? "-",
                "\(item["revision"]?.integer ?? 0)",
                item["value"]?["origin"]?.text ?? "-",
                options(item["value"] ?? .null)
            )
        }
        return table.lines
    }

    /// The options that differ from their defaults.
    static func options(_ value: JSONValue) -> String {
        let told = (value.members ?? []).filter { member in
            member.name != "origin"
                && !defaults.contains { $0.name == member.name && $0.value == member.value }
        }
        return told.map { "\($0.name)=\(text($0.value))" }.joined(separator: " ")
    }

    /// A value without the quotes of a plain text.
    static func text(_ value: JSONValue) -> String {
        value.text ?? String(decoding: JSONWriter.bytes(value), as: UTF8.self)
    }
}
