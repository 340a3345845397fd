package import Gossip

/// All that a run follows from.
package struct GossipWorldSettings: Sendable {
    package var seed: UInt64
    package var size: Int
    package var timing: Timing
    package var weather: NetworkWeather
    package var lifeguard: LifeguardParts = .all
    package var probesByStream = true
    package var fault: GossipFault?
    /// Whether the rules about pairs of members are checked; costs their square.
    package var checksPairs = true
    /// Whether datagrams and frames go through their bytes.
    package var encodes = true
    /// How long a false belief or an unanswered join may last: some attempts to reach the dead.
    package var bound: Duration
    /// How long a crash may go unnoticed by anyone: some rounds of probes and the time to object.
    package var detectionBound: Duration = .seconds(10)

    package init(
        seed: UInt64,
        size: Int,
        timing: Timing,
        weather: NetworkWeather,
        bound: Duration = .seconds(20)
    ) {
        self.seed = seed
        self.size = size
        self.timing = timing
        self.weather = weather
        self.bound = bound
    }

    /// A small cluster under churn in a rough network, with all rules checked.
    package static func churn(seed: UInt64, size: Int = 10) -> GossipWorldSettings {
        var timing = Timing.local
        timing.exchangeInterval = .seconds(10)
        timing.forgetAfter = .seconds(25)
        return GossipWorldSettings(seed: seed, size: size, timing: timing, weather: .rough)
    }
}
