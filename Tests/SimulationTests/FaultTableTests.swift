import Foundation
import Simulation
import Testing

/// The simulator's own test: each deliberate fault of docs/simulation.md is noticed, by the rule and
/// at the seed that the table there names.
@Suite struct FaultTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var fault: String
        var rule: String
        var seed: UInt64

        var testDescription: String { fault }
    }

    /// Rows of the form ``| `fault` | what it breaks | rule | seed |``.
    static let rows: [Row] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/simulation.md")
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

    @Test func `the table has every fault once, each found within 200 seeds`() {
        #expect(Self.rows.map(\.fault).sorted() == Fault.allCases.map(\.rawValue).sorted())
        #expect(Self.rows.allSatisfy { $0.seed < 200 })
    }

    @Test(arguments: rows)
    func `a deliberate fault is noticed as the table says`(row: Row) throws {
        let fault = try #require(Fault(rawValue: row.fault))
        var settings = WorldSettings(seed: row.seed, voters: 3, learners: 1, fault: fault)
        guard case .failure(let failure) = SimulationRun.run(settings) else {
            Issue.record("\(fault.rawValue) was not noticed")
            return
        }
        #expect(failure.violation.rule == row.rule)
        // Without the fault the same world obeys the rules up to where it was noticed.
        settings.fault = nil
        settings.steps = min(failure.step, settings.steps)
        #expect(throws: Never.self) { try SimulationRun.run(settings).get() }
    }
}
