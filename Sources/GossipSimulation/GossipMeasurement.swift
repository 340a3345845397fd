import Determinism
package import Gossip

/// Measures detection: how soon one member learns of a crash, how soon all do, and how often a live
/// member is taken for dead.
package struct GossipMeasurement: Sendable {
    package var size: Int
    package var loss: Double
    package var lifeguard: LifeguardParts
    package var probesByStream = false
    package var timing = Timing.lan
    /// Members that stop for `pause` now and then, all through a run.
    package var slow = 0
    package var crashes = 1
    /// The time before the first crash, in which only false deaths are counted.
    package var calm: Duration = .seconds(60)
    package var seeds: ClosedRange<UInt64>

    package init(size: Int, loss: Double, lifeguard: LifeguardParts, seeds: ClosedRange<UInt64>) {
        self.size = size
        self.loss = loss
        self.lifeguard = lifeguard
        self.seeds = seeds
    }

    /// What came of the runs.
    package struct Result: Sendable {
        package var firstSuspected: [Double] = []
        package var firstDetected: [Double] = []
        package var allKnow: [Double] = []
        package var undetected = 0
        package var falseDeaths = 0
        package var falseDeathsOfSlow = 0
        package var hours = 0.0
        package var datagramsPerMemberAndSecond = 0.0
        package var bytesPerMemberAndSecond = 0.0

        /// The middle of a list, or nil for none.
        package static func median(_ values: [Double]) -> Double? {
            values.isEmpty ? nil : values.sorted()[values.count / 2]
        }
    }

    /// Runs all seeds, one after the other.
    package func run() -> Result {
        var result = Result()
        var datagrams = 0
        var bytes = 0
        var memberSeconds = 0.0
        for seed in seeds {
            let world = self.world(seed: seed)
            wait(calm, in: world)
            datagrams += world.tally.datagrams
            bytes += world.tally.datagramBytes
            memberSeconds += world.seconds * Double(size)
            for number in 0..<crashes { follow(slow + number, in: world, &result) }
            result.falseDeaths += world.tally.falseDeaths
            result.falseDeathsOfSlow += world.tally.falseDeathsOfSlow
            result.hours += world.seconds / 3_600
        }
        result.datagramsPerMemberAndSecond = Double(datagrams) / memberSeconds
        result.bytesPerMemberAndSecond = Double(bytes) / memberSeconds
        return result
    }

    private func world(seed: UInt64) -> GossipWorld {
        var settings = GossipWorldSettings(
            seed: seed,
            size: size,
            timing: timing,
            weather: .losing(loss)
        )
        settings.lifeguard = lifeguard
        settings.probesByStream = probesByStream
        settings.checksPairs = false
        settings.encodes = false
        let world = GossipWorld(settings)
        world.startConverged()
        for index in 0..<slow { world.slowDown(index, until: calm) }
        return world
    }

    private func follow(_ index: Int, in world: GossipWorld, _ result: inout Result) {
        world.crashAndFollow(index)
        for _ in 0..<120 {
            wait(.seconds(1), in: world)
            if world.watch?.allKnow != nil { break }
        }
        guard let watch = world.watch else { return }
        if let time = watch.firstSuspected { result.firstSuspected.append(seconds(time)) }
        if let time = watch.firstDetected { result.firstDetected.append(seconds(time)) }
        if let time = watch.allKnow {
            result.allKnow.append(seconds(time))
        } else {
            result.undetected += 1
        }
    }

    private func wait(_ duration: Duration, in world: GossipWorld) {
        do throws(GossipViolation) {
            try world.run(for: duration)
        } catch {
            preconditionFailure("a measured run broke a rule: \(error)")
        }
    }

    private func seconds(_ duration: Duration) -> Double {
        Double(duration.wholeNanoseconds) / 1e9
    }
}
