import Simulation
import TestSupport
import Testing

/// The simulator's own test: each deliberate fault of docs/simulation.md is noticed, by the rule and
/// at the seed that the table there names.
@Suite struct FaultTableTests {
    static let rows = FaultTable("simulation.md").rows

    @Test func `the table has every fault once, each found within 200 seeds`() {
        #expect(Self.rows.map(\.fault).sorted() == Fault.allCases.map(\.rawValue).sorted())
        #expect(Self.rows.allSatisfy { $0.seed < 200 })
    }

    @Test(arguments: rows)
    func `a deliberate fault is noticed as the table says`(row: FaultTable.Row) throws {
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
