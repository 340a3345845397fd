import Glibc

/// How much is tried, as environment variables say.
enum TestScale {
    static func number(_ name: String) -> Int? {
        getenv(name).flatMap { Int(String(cString: $0)) }
    }

    static var churnSeeds: UInt64 { UInt64(number("HEADWATER_GOSSIP_SEEDS") ?? 2) }
    /// The largest size to measure, or nil for no measurement.
    static var measuredSize: Int? { number("HEADWATER_GOSSIP_SIZE") }
}
