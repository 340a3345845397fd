import RoutingSimulation
import TestSupport
import Testing

/// The simulator's own test: each deliberate fault of docs/routing-simulation.md is noticed, by the
/// rule and at the seed that the table there names.
@Suite struct RoutingFaultTableTests {
    static let rows = FaultTable("routing-simulation.md").rows

    @Test func `the table has every fault once`() {
        let faults = RoutingFault.allCases.map(\.rawValue)
        #expect(Self.rows.map(\.fault).sorted() == faults.sorted())
        #expect(Self.rows.allSatisfy { $0.seed < 3_000 })
    }

    @Test(arguments: rows)
    func `a deliberate fault is noticed as the table says`(row: FaultTable.Row) throws {
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
