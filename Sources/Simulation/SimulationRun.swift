/// A run from settings to verdict.
package enum SimulationRun {
    /// A run that broke a rule.
    package struct Failure: Error, Sendable {
        package var settings: WorldSettings
        package var violation: Violation
        package var step: Int
    }

    /// Runs a world of the built-in key-value store.
    package static func run(_ settings: WorldSettings) -> Result<Tally, Failure> {
        let world = World<KeyValueMachine>(settings)
        do throws(Violation) {
            try world.run()
            return .success(world.tally)
        } catch {
            return .failure(
                Failure(settings: settings, violation: error, step: world.stepsMade)
            )
        }
    }

    /// The last lines of what happened in a run, found by running it again.
    package static func trace(_ settings: WorldSettings) -> [String] {
        let world = World<KeyValueMachine>(settings, isTracing: true)
        do throws(Violation) {
            try world.run()
            return world.trace.lines
        } catch {
            return world.trace.lines + ["violation: \(error)"]
        }
    }
}
