/// The text format 0.0.4 of Prometheus.
enum MetricsText {
    static func write(_ family: MetricFamily, to output: inout String) {
        output += "# HELP \(family.name) \(escaped(family.help, quote: false))\n"
        output += "# TYPE \(family.name) \(family.kind.rawValue)\n"
        for series in family.series {
            switch series.source {
            case .counter(let counter):
                line(family.name, series.labels, "\(counter.value)", to: &output)
            case .gauge(let gauge):
                line(family.name, series.labels, "\(gauge.value)", to: &output)
            case .computed(let read):
                line(family.name, series.labels, number(read()), to: &output)
            case .histogram(let histogram):
                write(histogram, family.name, series.labels, to: &output)
            }
        }
    }

    private static func write(
        _ histogram: Histogram,
        _ name: String,
        _ labels: [MetricLabel],
        to output: inout String
    ) {
        let sum = histogram.sum
        var count: UInt64 = 0
        for (position, observed) in histogram.counts.enumerated() {
            count += observed
            let isOpen = position == histogram.bounds.count
            let bound =
                isOpen ? "+Inf" : scaled(histogram.bounds[position], histogram.scale)
            line("\(name)_bucket", labels + [MetricLabel("le", bound)], "\(count)", to: &output)
        }
        line("\(name)_sum", labels, scaled(sum, histogram.scale), to: &output)
        line("\(name)_count", labels, "\(count)", to: &output)
    }

    private static func line(
        _ name: String,
        _ labels: [MetricLabel],
        _ value: String,
        to output: inout String
    ) {
        output += name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0.name)=\"\(escaped($0.value, quote: true))\"" }
            output += "{\(pairs.joined(separator: ","))}"
        }
        output += " \(value)\n"
    }

    private static func scaled(_ value: UInt64, _ scale: UInt64) -> String {
        value.isMultiple(of: scale) ? "\(value / scale)" : "\(Double(value) / Double(scale))"
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        guard value.isFinite else { return value > 0 ? "+Inf" : "-Inf" }
        if value == value.rounded(), let whole = Int64(exactly: value) { return "\(whole)" }
        return "\(value)"
    }

    private static func escaped(_ text: String, quote: Bool) -> String {
        var output = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\"" where quote: output += "\\\""
            default: output.unicodeScalars.append(character)
            }
        }
        return output
    }
}
