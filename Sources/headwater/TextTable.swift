/// Rows under a heading, each column as wide as its widest cell.
struct TextTable {
    private var rows: [[String]]

    init(_ heading: String...) {
        rows = [heading]
    }

    mutating func add(_ cells: String...) {
        precondition(cells.count == rows[0].count, "a row of \(cells.count) cells")
        rows.append(cells)
    }

    /// Lines without trailing spaces.
    var lines: [String] {
        var widths = Array(repeating: 0, count: rows[0].count)
        for row in rows {
            for (column, cell) in row.enumerated() {
                widths[column] = max(widths[column], cell.count)
            }
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                guard column < row.count - 1 else { continue }
                line += String(repeating: " ", count: widths[column] - cell.count + 2)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    func print() {
        for line in lines { Output.line(line) }
    }
}
