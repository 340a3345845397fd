internal import Synchronization

/// The metrics of a node, rendered for Prometheus in the order they were registered in.
///
/// Registering takes a lock and belongs at start-up; counting takes none. Registering one name with
/// the same labels twice, with another kind or help, or with a malformed name is a programming
/// error and ends the process.
package final class MetricsRegistry: Sendable {
    private let families = Mutex<[MetricFamily]>([])

    package init() {}

    /// A counter to be kept and incremented by the caller; by custom its name ends in `_total`.
    package func counter(
        _ name: String,
        _ help: String,
        labels: KeyValuePairs<String, String> = [:]
    ) -> Counter {
        let counter = Counter()
        register(name, help, .counter, labels, .counter(counter))
        return counter
    }

    /// A gauge to be kept and moved by the caller; its name ends in its unit.
    package func gauge(
        _ name: String,
        _ help: String,
        labels: KeyValuePairs<String, String> = [:]
    ) -> Gauge {
        let gauge = Gauge()
        register(name, help, .gauge, labels, .gauge(gauge))
        return gauge
    }

    /// A gauge whose value is asked for at each rendering; `read` must be quick.
    package func gauge(
        _ name: String,
        _ help: String,
        labels: KeyValuePairs<String, String> = [:],
        read: @escaping @Sendable () -> Double
    ) {
        register(name, help, .gauge, labels, .computed(read))
    }

    /// A counter that something else keeps and `read` asks for at each rendering.
    package func counter(
        _ name: String,
        _ help: String,
        labels: KeyValuePairs<String, String> = [:],
        read: @escaping @Sendable () -> Double
    ) {
        register(name, help, .counter, labels, .computed(read))
    }

    /// A histogram of whole numbers; `scale` observed units are one rendered unit.
    package func histogram(
        _ name: String,
        _ help: String,
        labels: KeyValuePairs<String, String> = [:],
        bounds: [UInt64],
        scale: UInt64 = 1
    ) -> Histogram {
        let histogram = Histogram(bounds: bounds, scale: scale)
        register(name, help, .histogram, labels, .histogram(histogram))
        return histogram
    }

    /// A histogram of times, observed in nanoseconds and rendered in seconds.
    package func durations(
        _ name: String,
        _ help: String,
        labels: KeyValuePairs<String, String> = [:]
    ) -> Histogram {
        histogram(
            name,
            help,
            labels: labels,
            bounds: Histogram.durations,
            scale: 1_000_000_000
        )
    }

    /// Every metric in the text format 0.0.4 of Prometheus, to be served as
    /// `text/plain; version=0.0.4; charset=utf-8`.
    package func render() -> String {
        // Sources are read outside the lock: a computed one may be anything.
        let families = families.withLock { $0 }
        var output = ""
        for family in families { MetricsText.write(family, to: &output) }
        return output
    }

    private func register(
        _ name: String,
        _ help: String,
        _ kind: MetricFamily.Kind,
        _ pairs: KeyValuePairs<String, String>,
        _ source: MetricFamily.Source
    ) {
        precondition(Self.isName(name, allowsColon: true), "no metric can be called \(name)")
        for pair in pairs {
            precondition(
                Self.isName(pair.key, allowsColon: false) && pair.key != "le",
                "no label of \(name) can be called \(pair.key)"
            )
        }
        let labels = pairs.map { MetricLabel($0.key, $0.value) }
        let series = MetricFamily.Series(labels: labels, source: source)
        families.withLock { families in
            guard let position = families.firstIndex(where: { $0.name == name }) else {
                families.append(
                    MetricFamily(name: name, help: help, kind: kind, series: [series])
                )
                return
            }
            let family = families[position]
            precondition(
                family.kind == kind && family.help == help,
                "\(name) was registered as a \(family.kind): \(family.help)"
            )
            precondition(
                !family.series.contains { Set($0.labels) == Set(labels) },
                "\(name) was registered with \(labels) before"
            )
            families[position].series.append(series)
        }
    }

    private static func isName(_ text: String, allowsColon: Bool) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            case UInt8(ascii: ":"): allowsColon
            default: false
            }
        }
    }
}
