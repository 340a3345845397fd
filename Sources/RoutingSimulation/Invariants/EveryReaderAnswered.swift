/// Every reader is answered within a bound after the world has healed; and who comes after that gets
/// its object.
enum EveryReaderAnswered {
    /// Connect and idle time-out together, a fetch, and the longest wait for a view.
    static let boundNanoseconds: UInt64 = 60_000_000_000

    static func check(_ readers: [VirtualReader], mustComplete: Bool) -> RoutingViolation? {
        for reader in readers {
            switch reader.outcome {
            case .complete: continue
            case .failed(let reason):
                guard mustComplete else { continue }
                return violation(reader, "got no object: \(reason)")
            case .waiting:
                return violation(reader, "waits with \(reader.content.count) units")
            }
        }
        return nil
    }

    private static func violation(_ reader: VirtualReader, _ text: String) -> RoutingViolation {
        RoutingViolation(
            rule: .everyReaderAnswered,
            text: "reader \(reader.number) of \(reader.path) at \(reader.node) \(text)"
        )
    }
}
