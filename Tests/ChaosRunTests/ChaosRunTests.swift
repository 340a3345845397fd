import ChaosRun
import TestSupport
import Testing

/// Short runs with the real binary; `make chaos` has long ones.
@Suite(.serialized) struct ChaosRunTests {
    private func run(_ mode: ChaosMode, seed: UInt64, seconds: Int) async throws -> ChaosReport {
        var settings = ChaosSettings(
            binary: HeadwaterProcess.binary,
            seed: seed,
            seconds: seconds
        )
        settings.mode = mode
        settings.writers = 6
        settings.readers = 3
        settings.objectReaders = 1
        settings.objectWriters = 1
        // The machine that runs all tests at once may be too busy for any promise about time; among
        // those is one GET, for who does not answer within a second is passed over.
        settings.outageLimitMilliseconds = 0
        settings.attemptLimit = 0
        settings.originGetLimit = 0
        return try await ChaosRun(settings) { _ in }.run()
    }

    @Test func `five nodes keep every promise while their leaders are killed`() async throws {
        let report = try await run(.leader, seed: 1, seconds: 8)
        #expect(report.violations == [], "\(report.text)")
    }

    @Test func `five nodes are restarted one after another, and nothing accepted is broken`()
        async throws
    {
        let report = try await run(.rolling, seed: 3, seconds: 8)
        #expect(report.violations == [], "\(report.text)")
    }

    @Test func `five nodes keep every promise under any fault`() async throws {
        let report = try await run(.mixed, seed: 2, seconds: 8)
        #expect(report.violations == [], "\(report.text)")
    }

    @Test func `five nodes before a store that dies and hangs lose and halve nothing`()
        async throws
    {
        let report = try await run(.store, seed: 4, seconds: 8)
        #expect(report.violations == [], "\(report.text)")
    }
}
