import Simulation

/// Lines of progress.
enum Report {
    static func line(seeds: UInt64, _ tally: Tally, elapsed: Duration) -> String {
        let seconds =
            Double(elapsed.components.seconds)
            + Double(elapsed.components.attoseconds) / 1e18
        let rate = Int(Double(tally.steps) / max(seconds, 0.001))
        let hours = Double(tally.virtualNanoseconds) / 3.6e12
        return "\(seeds) seeds, \(tally.steps) steps (\(rate)/s), \(rounded(hours)) virtual hours:"
            + " \(tally.elections) elections, \(tally.committed) entries,"
            + " \(tally.writesAnswered) writes, \(tally.readsAnswered) reads,"
            + " \(tally.retriesSwallowed) repeats, \(tally.crashes) crashes,"
            + " \(tally.configurationsApplied) changes (\(tally.votersChanged) of voters), \(tally.transfers) transfers,"
            + " \(tally.snapshotsInstalled) snapshots, \(tally.entriesLoaded) loaded,"
            + " \(tally.stalls) stalls, \(tally.failedSaves) failed saves,"
            + " \(tally.exhaustedKeys) keys not checked to the end"
    }

    /// Two decimals, cut off.
    private static func rounded(_ value: Double) -> String {
        let hundredths = Int(value * 100)
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
