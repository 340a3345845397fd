import Metrics
import Testing

@Suite struct MetricsTests {
    @Test func `metrics are rendered in the order of their registration`() {
        let registry = MetricsRegistry()
        let hits = registry.counter("reads_total", "Reads by result.", labels: ["result": "hit"])
        let open = registry.gauge("connections", "Open connections.")
        let misses = registry.counter("reads_total", "Reads by result.", labels: ["result": "miss"])
        registry.gauge("load", "Load.") { 0.25 }
        hits.increment()
        hits.increment(by: 41)
        misses.increment()
        open.add(5)
        open.add(-7)
        #expect(
            registry.render() == """
                # HELP reads_total Reads by result.
                # TYPE reads_total counter
                reads_total{result="hit"} 42
                reads_total{result="miss"} 1
                # HELP connections Open connections.
                # TYPE connections gauge
                connections -2
                # HELP load Load.
                # TYPE load gauge
                load 0.25

                """
        )
    }

    @Test func `a histogram is cumulative and rendered in its own unit`() {
        let registry = MetricsRegistry()
        let times = registry.histogram(
            "wait_seconds",
            "Wait.",
            labels: ["kind": "x"],
            bounds: [500_000_000, 1_000_000_000],
            scale: 1_000_000_000
        )
        times.observe(500_000_000)
        times.observe(500_000_001)
        times.observe(.seconds(3))
        times.observe(.seconds(-3))
        #expect(times.counts == [2, 1, 1])
        #expect(
            registry.render() == """
                # HELP wait_seconds Wait.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{kind="x",le="0.5"} 2
                wait_seconds_bucket{kind="x",le="1"} 3
                wait_seconds_bucket{kind="x",le="+Inf"} 4
                wait_seconds_sum{kind="x"} 4.000000001
                wait_seconds_count{kind="x"} 4

                """
        )
    }

    @Test func `labels and help are escaped`() {
        let registry = MetricsRegistry()
        _ = registry.counter("x", "one\ntwo \\ \"q\"", labels: ["a": "1\n\\\"ü"])
        #expect(
            registry.render()
                == "# HELP x one\\ntwo \\\\ \"q\"\n# TYPE x counter\nx{a=\"1\\n\\\\\\\"ü\"} 0\n"
        )
    }

    @Test func `computed values render as Prometheus writes them`() {
        let registry = MetricsRegistry()
        registry.gauge("a", "A.") { .infinity }
        registry.gauge("b", "B.") { -.infinity }
        registry.gauge("c", "C.") { .nan }
        registry.counter("d_total", "D.") { 12 }
        let values = registry.render().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(values == ["a +Inf", "b -Inf", "c NaN", "d_total 12"])
    }

    @Test func `counting from many tasks loses nothing`() async {
        let registry = MetricsRegistry()
        let counter = registry.counter("n_total", "N.")
        let histogram = registry.histogram("h", "H.", bounds: Histogram.sizes)
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 {
                        counter.increment()
                        histogram.observe(2_000)
                    }
                }
            }
        }
        #expect(counter.value == 8_000)
        #expect(histogram.counts[1] == 8_000)
        #expect(histogram.sum == 16_000_000)
    }

    @Test func `registering one name and labels twice ends the process`() async {
        await #expect(processExitsWith: .failure) {
            let registry = MetricsRegistry()
            _ = registry.counter("x", "X.", labels: ["a": "1", "b": "2"])
            _ = registry.counter("x", "X.", labels: ["b": "2", "a": "1"])
        }
        await #expect(processExitsWith: .failure) {
            let registry = MetricsRegistry()
            _ = registry.counter("x", "X.")
            _ = registry.gauge("x", "X.", labels: ["a": "1"])
        }
        await #expect(processExitsWith: .failure) {
            _ = MetricsRegistry().counter("1x", "X.")
        }
    }
}
