import Foundation
import RoutingSimulation
import Testing

/// The simulator's own test: each deliberate fault of docs/routing-simulation.md is noticed, by the
/// rule and at the seed that the table there names.
@Suite struct RoutingFaultTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var fault: String
        var rule: String
        var seed: UInt64

        var testDescription: String { fault }
    }

    /// Rows of the form ``| `fault` | what it does wrong | rule | seed |``.
    static let rows: [Row] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/routing-simulation.md")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count == 4, cells[0].hasPrefix("`"), let seed = UInt64(cells[3]) else {
                return nil
            }
            let fault = cells[0].trimmingCharacters(in: ["`"])
            return Row(fault: fault, rule: cells[2], seed: seed)
        }
    }()

    @Test func `the table has every fault once`() {
        let faults = RoutingFault.allCases.map(\.rawValue)
        #expect(Self.rows.map(\.fault).sorted() == faults.sorted())
        #expect(Self.rows.allSatisfy { $0.seed < 3_000 })
    }

    @Test(arguments: rows)
    func `a deliberate fault is noticed as the table says`(row: Row) throws {
        let fault = try #require(RoutingFault(rawValue: row.fault))
        var settings = RoutingWorldSettings(seed: row.seed, fault: fault)
        guard case .failure(let failure) = RoutingRun.run(settings) else {
            Issue.record("\(fault.rawValue) was not noticed")
            return
        }
        #expect(failure.violation.rule.rawValue == row.rule)
        settings.fault = nil
        #expect(throws: Never.self) { try RoutingRun.run(settings).get() }
    }
}
