/// All metrics of one name: they share kind and help and differ in their labels.
struct MetricFamily {
    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    enum Source {
        case counter(Counter)
        case gauge(Gauge)
        case computed(@Sendable () -> Double)
        case histogram(Histogram)
    }

    struct Series {
        let labels: [MetricLabel]
        let source: Source
    }

    let name: String
    let help: String
    let kind: Kind
    var series: [Series] = []
}
