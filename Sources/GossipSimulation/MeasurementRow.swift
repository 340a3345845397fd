import Gossip

extension GossipMeasurement {
    /// The result as a row of the table in docs/gossip-simulation.md: size, slow members, loss,
    /// parts, seconds to the first suspicion, the first detection and until all know, false deaths
    /// of well and of slow members an hour, datagrams and bytes for each member and second.
    package func row(_ result: Result) -> String {
        let parts =
            lifeguard.isEmpty
            ? "SWIM" : lifeguard.contains(.lateness) ? "all parts" : "Lifeguard"
        let cells = [
            "\(size)", "\(slow)", "\(Int(loss * 100)) %", parts,
            Self.text(Result.median(result.firstSuspected)),
            Self.text(Result.median(result.firstDetected)),
            Self.text(Result.median(result.allKnow)),
            Self.text(Double(result.falseDeaths) / result.hours),
            Self.text(Double(result.falseDeathsOfSlow) / result.hours),
            Self.text(result.datagramsPerMemberAndSecond),
            Self.text(result.bytesPerMemberAndSecond),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private static func text(_ value: Double?) -> String {
        guard let value else { return "–" }
        let tenths = Int(value * 10 + 0.5)
        return "\(tenths / 10).\(tenths % 10)"
    }
}
