/// Something that was done to the cluster, or that was seen of it.
struct ChaosEvent: Sendable {
    enum Kind: String, Sendable {
        case fault
        case healed
        /// A leader was killed: writes must go on soon.
        case leaderKilled
        case note
        case violation
    }

    /// CLOCK_MONOTONIC in nanoseconds.
    var at: UInt64
    var kind: Kind
    var node: Int?
    var text: String

    /// A line for people with the seconds since a moment.
    func line(since start: UInt64) -> String {
        let milliseconds = (max(at, start) - start) / 1_000_000
        let fraction = String(1000 + milliseconds % 1000).dropFirst()
        return "\(milliseconds / 1000).\(fraction) \(kind.rawValue) \(text)"
    }
}
