import ArgumentParser
import Glibc
import RoutingSimulation
import Simulation

/// Runs worlds from seeds and reports the first rule that is broken.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the cores in virtual worlds, one exact run for each seed."
    )

    @Option(help: "Which cores: \(VirtualWorld.allCases.map(\.rawValue)).")
    var world = VirtualWorld.consensus

    @Option(help: "The seeds, as FIRST..<END.")
    var seeds: SeedRange = SeedRange(first: 0, end: 100)

    @Option(help: "Events in each run before the world heals; of routing acts, 400 unless said.")
    var steps: Int?

    @Option(help: "Voters at the start.")
    var voters = 3

    @Option(help: "Learners at the start.")
    var learners = 0

    @Option(help: "Nodes in a world of routing.")
    var nodes = 4

    @Option(help: "Make this mistake on purpose: \(VirtualWorld.faults).")
    var fault: String?

    @Flag(help: "Print everything that happens in the last seed.")
    var trace = false

    @Option(help: "Print a line of progress after this many seeds.")
    var progress = 100

    func run() throws {
        switch world {
        case .consensus: try runConsensus(VirtualWorld.fault(fault, of: Fault.self))
        case .routing:
            try RoutingWorlds(
                seeds: seeds,
                steps: steps ?? 400,
                nodes: nodes,
                fault: VirtualWorld.fault(fault, of: RoutingFault.self),
                traces: trace
            ).run()
        }
    }

    private func runConsensus(_ fault: Fault?) throws {
        let clock = ContinuousClock()
        let start = clock.now
        var total = Tally()
        for seed in seeds.first..<seeds.end {
            let settings = WorldSettings(
                seed: seed,
                steps: steps ?? 5_000,
                voters: voters,
                learners: learners,
                fault: fault
            )
            if trace, seed + 1 == seeds.end {
                print(SimulationRun.trace(settings).joined(separator: "\n"))
            }
            switch SimulationRun.run(settings) {
            case .success(let tally): total.add(tally)
            case .failure(let failure):
                report(failure)
                throw ExitCode.failure
            }
            let done = seed + 1 - seeds.first
            if done % UInt64(max(progress, 1)) == 0 || seed + 1 == seeds.end {
                print(Report.line(seeds: done, total, elapsed: clock.now - start))
                // Should the next seed trap, this line must be out.
                fflush(nil)
            }
        }
        print("no violation")
    }

    private func report(_ failure: SimulationRun.Failure) {
        for line in SimulationRun.trace(failure.settings).suffix(60) { print(line) }
        print("\nviolation at step \(failure.step): \(failure.violation)")
        print("repeat with: \(failure.settings.command)")
    }
}
