internal import Foundation

/// The table of deliberate faults of a page: which rule notices each, and at which seed.
package struct FaultTable: Sendable {
    /// ``| `fault` | what it does wrong | rule | seed |``.
    package struct Row: Sendable, CustomStringConvertible {
        package let fault: String
        package let rule: String
        package let seed: UInt64

        package var description: String { fault }
    }

    /// None where the page has no such table, which a test of it notices.
    package let rows: [Row]

    /// - Parameters:
    ///   - page: relative to the folder of docs, such as `simulation.md`.
    ///   - test: the file that asks, two folders below the root.
    package init(_ page: String, near test: String = #filePath) {
        let file = URL(filePath: test).deletingLastPathComponent()
            .appending(path: "../../docs/" + page)
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        rows = text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count == 4, cells[0].hasPrefix("`"), let seed = UInt64(cells[3]) else {
                return nil
            }
            let fault = cells[0].trimmingCharacters(in: ["`"])
            return Row(fault: fault, rule: cells[2], seed: seed)
        }
    }
}
