import JSON

/// The fills of a node as a table, by path.
struct FillsTable {
    private let items: [JSONValue]

    /// - Parameter fills: the answer of `/v1/fills`.
    init(_ fills: JSONValue) {
        items = (fills["items"]?.elements ?? []).sorted {
            ($0["path"]?.text ?? "") < ($1["path"]?.text ?? "")
        }
    }

    /// Heading and rows.
    var lines: [String] {
        var table = TextTable("PATH", "FROM", "DONE", "SIZE", "RATE", "LEFT", "READERS")
        for item in items {
            let bytes = UInt64(clamping: item["bytes"]?.integer ?? 0)
            let size = item["size"]?.integer.map { UInt64(clamping: $0) }
            let rate = UInt64(clamping: item["rate"]?.integer ?? 0)
            table.add(
                item["path"]?.text ?? "-",
                Self.source(item),
                Self.share(bytes, of: size),
                size.map(WarmSummary.size) ?? "-",
                "\(WarmSummary.size(rate))/s",
                Self.left(bytes, size, rate),
                "\(item["followers"]?.integer ?? 0)"
            )
        }
        return table.lines
    }

    /// What they are together.
    var summary: String {
        let rate = items.reduce(UInt64(0)) { $0 + UInt64(clamping: $1["rate"]?.integer ?? 0) }
        let readers = items.reduce(Int64(0)) { $0 + ($1["followers"]?.integer ?? 0) }
        return "\(items.count) fills, \(WarmSummary.size(rate))/s, \(readers) readers"
    }

    /// What fits on a screen: the summary, the heading, and as many rows as there is room for.
    ///
    /// - Parameters:
    ///   - rows: lines of the screen.
    ///   - columns: characters of a line; longer ones are cut.
    func screen(rows: Int, columns: Int) -> [String] {
        let lines = [summary, ""] + lines
        var shown = Array(lines.prefix(max(rows - 1, 4)))
        if shown.count < lines.count {
            shown[shown.count - 1] = "and \(lines.count - shown.count + 1) more"
        }
        return shown.map { String($0.prefix(columns)) }
    }

    private static func source(_ item: JSONValue) -> String {
        item["source"]?.text == "peer" ? item["fetcher"]?.text ?? "-" : "origin"
    }

    /// In percent, or in bytes where the size is not known.
    private static func share(_ bytes: UInt64, of size: UInt64?) -> String {
        guard let size, size > 0 else { return WarmSummary.size(bytes) }
        return "\(min(100, UInt64(Double(bytes) / Double(size) * 100)))%"
    }

    /// The time that is left at the present rate.
    private static func left(_ bytes: UInt64, _ size: UInt64?, _ rate: UInt64) -> String {
        guard let size, rate > 0 else { return "-" }
        return WarmSummary.span(Int(clamping: (size - min(size, bytes)) / rate))
    }
}
