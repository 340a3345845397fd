import JSON

/// Access keys as people read them.
enum AccessTable {
    /// The patterns of a permission, or a dash.
    static func patterns(_ item: JSONValue, _ name: String) -> String {
        let patterns = (item[name]?.elements ?? []).compactMap(\.text)
        return patterns.isEmpty ? "-" : patterns.joined(separator: " ")
    }

    static func print(_ items: [JSONValue]) {
        var table = TextTable("access key", "read", "write", "admin", "description")
        for item in items {
            table.add(
                item["access-key"]?.text ?? "",
                patterns(item, "read"),
                patterns(item, "write"),
                patterns(item, "admin"),
                item["description"]?.text ?? ""
            )
        }
        table.print()
    }
}
