/// One run of a world, from its settings to its end.
package enum RoutingRun {
    /// A run that broke a rule.
    package struct Failure: Error, Sendable {
        package let settings: RoutingWorldSettings
        package let violation: RoutingViolation
    }

    /// Runs to the end, or to the first rule that is broken.
    package static func run(_ settings: RoutingWorldSettings) -> Result<RoutingTally, Failure> {
        let world = RoutingWorld(settings)
        do throws(RoutingViolation) {
            try world.run()
            return .success(world.tally)
        } catch {
            return .failure(Failure(settings: settings, violation: error))
        }
    }

    /// Everything that happens in a run, a line each.
    package static func trace(_ settings: RoutingWorldSettings) -> [String] {
        let world = RoutingWorld(settings, traces: true)
        do throws(RoutingViolation) {
            try world.run()
            return world.log
        } catch {
            return world.log
        }
    }
}
