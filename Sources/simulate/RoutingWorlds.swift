import ArgumentParser
import RoutingSimulation

/// Runs worlds of routing and reports the first rule that is broken.
struct RoutingWorlds {
    var seeds: SeedRange
    var steps: Int
    var nodes: Int
    var fault: RoutingFault?
    var traces: Bool

    func run() throws {
        var total = RoutingTally()
        for seed in seeds.first..<seeds.end {
            let settings = RoutingWorldSettings(
                seed: seed,
                steps: steps,
                nodes: nodes,
                fault: fault
            )
            if traces, seed + 1 == seeds.end {
                print(RoutingRun.trace(settings).joined(separator: "\n"))
            }
            switch RoutingRun.run(settings) {
            case .success(let tally): total.add(tally)
            case .failure(let failure):
                for line in RoutingRun.trace(settings).suffix(60) { print(line) }
                print("\nviolation in seed \(seed): \(failure.violation)")
                print("repeat with: \(settings.command)")
                throw ExitCode.failure
            }
        }
        print(
            "\(seeds.end - seeds.first) seeds, \(total.events) events: \(total.readers) readers,"
                + " \(total.originFetches) fetches (\(total.excusedFetches) of them second ones"
                + " in trouble), \(total.resumptions) resumed, \(total.handOvers) attached,"
                + " \(total.views) views, \(total.deaths) deaths, \(total.cuts) cuts"
        )
        print("no violation")
    }
}
