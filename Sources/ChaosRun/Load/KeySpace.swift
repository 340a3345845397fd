internal import TestSupport

/// Which keys are in use: a few at once, so that clients meet, and new ones every few seconds, so
/// that each history stays short enough to be checked to its end.
struct KeySpace: Sendable {
    static let prefix = "chaos-"
    /// The last key of a run, which tells watchers that they have seen all.
    static let endKey = prefix + "end"
    private static let keys = 8
    private static let epochSeconds: UInt64 = 5

    let start: UInt64

    func random(using generator: inout some RandomNumberGenerator) -> String {
        let epoch = (Deadline.now() - start) / 1_000_000_000 / Self.epochSeconds
        return "\(Self.prefix)\(epoch)-\(Int.random(in: 0..<Self.keys, using: &generator))"
    }

    /// The origin by which a value is written.
    static func origin(of value: UInt64) -> String {
        "http://origin.example/\(value)"
    }

    static func value(ofOrigin origin: String) -> UInt64? {
        origin.split(separator: "/").last.flatMap { UInt64($0) }
    }
}
