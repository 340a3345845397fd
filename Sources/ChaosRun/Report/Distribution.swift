internal import TestSupport

/// Numbers in order, for their quantiles.
struct Distribution: Sendable {
    private let sorted: [UInt64]

    init(_ values: [UInt64]) {
        sorted = values.sorted()
    }

    var count: Int { sorted.count }
    var largest: UInt64 { sorted.last ?? 0 }

    /// The value that the given share does not exceed.
    func quantile(_ share: Double) -> UInt64 {
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }

    var text: String {
        count == 0
            ? "none"
            : "\(count): median \(quantile(0.5)) ms, p90 \(quantile(0.9)) ms, largest \(largest) ms"
    }

    var json: JSONValue {
        .object([
            "count": .number(Double(count)), "median": .number(Double(quantile(0.5))),
            "p90": .number(Double(quantile(0.9))), "p99": .number(Double(quantile(0.99))),
            "largest": .number(Double(largest)),
        ])
    }
}
