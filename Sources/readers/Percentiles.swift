/// Median, 99th percentile and largest of many times, in milliseconds; zeros where there are none.
struct Percentiles: Equatable {
    let median: Double
    let nearlyAll: Double
    let largest: Double

    init(nanoseconds: [UInt64]) {
        let sorted = nanoseconds.sorted()
        // The smallest value that at least this share does not exceed.
        func value(_ hundredths: Int) -> Double {
            guard !sorted.isEmpty else { return 0 }
            let rank = (sorted.count * hundredths + 99) / 100
            return Double(sorted[max(rank, 1) - 1]) / 1e6
        }
        median = value(50)
        nearlyAll = value(99)
        largest = value(100)
    }

    /// With one decimal.
    static func text(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
