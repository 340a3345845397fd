internal import HTTP1
package import Metrics
internal import Mirroring

/// The counters and histograms of the data plane.
package final class GatewayMetrics: Sendable {
    private static let methods: [StaticString] = ["GET", "HEAD", "PUT", "DELETE", "OTHER"]

    /// By method, then by result.
    private let requests: [[Counter]]
    private let statuses: [Counter]
    private let fillOutcomes: [String: Counter]
    private let originGets: Counter
    private let originHeads: Counter
    let originBytes: Counter
    let originFailures: Counter
    let originResumptions: Counter
    let peerStreams: Counter
    let peerSilences: Counter
    let peerBytes: Counter
    let peerBytesSent: Counter
    let originWaits: Counter
    let digestMismatches: Counter
    let metadataDropped: Counter
    let spoolFull: Counter
    let negativeHits: Counter
    let bytesSent: Counter
    let bytesReceived: Counter
    let firstByteHit: Histogram
    let firstByteMiss: Histogram
    let storeCommit: Histogram
    let storeFailures: Counter

    package init(_ registry: MetricsRegistry) {
        requests = Self.requestCounters(registry)
        statuses = (1...5).map { digit in
            registry.counter(
                "headwater_responses_total",
                "Answers of the S3 listener by class of status.",
                labels: ["class": "\(digit)xx"]
            )
        }
        fillOutcomes = Self.outcomeCounters(registry)
        func counter(_ name: String, _ help: String) -> Counter {
            registry.counter("headwater_" + name + "_total", help)
        }
        func origin(_ method: String) -> Counter {
            registry.counter(
                "headwater_origin_requests_total",
                "Requests sent to origins.",
                labels: ["method": method]
            )
        }
        func firstByte(_ result: String) -> Histogram {
            registry.durations(
                "headwater_first_byte_seconds",
                "Time from a read's head to the first byte of its answer.",
                labels: ["result": result]
            )
        }
        originGets = origin("GET")
        originHeads = origin("HEAD")
        originBytes = counter("origin_bytes", "Body bytes received from origins.")
        originFailures = counter("origin_failures", "Transfers that broke or never began.")
        originResumptions = counter("origin_resumptions", "Transfers resumed where they broke.")
        peerStreams = counter("peer_streams", "Streams asked of other members.")
        peerSilences = counter(
            "peer_questions_unanswered",
            "Questions whether a member has an object that were not answered in time."
        )
        peerBytes = counter("peer_bytes", "Body bytes received from other members.")
        peerBytesSent = counter("peer_sent_bytes", "Body bytes sent to other members.")
        originWaits = counter("origin_waits", "Fetches that waited for a mapping's connection.")
        digestMismatches = counter("digest_mismatches", "Objects unlike their origin's digest.")
        metadataDropped = counter("metadata_dropped", "Origins' fields too large to keep.")
        spoolFull = counter("spool_full", "Fills not stored because the disk was full.")
        negativeHits = counter("negative_hits", "Misses answered 404 from memory.")
        bytesSent = counter("sent_bytes", "Object bytes given to readers.")
        bytesReceived = counter("received_bytes", "Object bytes received in uploads.")
        storeFailures = counter("store_failures", "Operations of the store that failed.")
        firstByteHit = firstByte("hit")
        firstByteMiss = firstByte("miss")
        storeCommit = registry.durations(
            "headwater_store_commit_seconds",
            "Time until an object was durable in the embedded store."
        )
    }

    private static func requestCounters(_ registry: MetricsRegistry) -> [[Counter]] {
        methods.map { method in
            MirrorResult.allCases.map { result in
                registry.counter(
                    "headwater_requests_total",
                    "Requests of the S3 listener.",
                    labels: ["method": "\(method)", "result": "\(result.text)"]
                )
            }
        }
    }

    private static func outcomeCounters(_ registry: MetricsRegistry) -> [String: Counter] {
        var outcomes: [String: Counter] = [:]
        for outcome in [
            "stored", "not-stored", "relayed", "abandoned", "superseded", "store-failed", "failed",
        ] {
            outcomes[outcome] = registry.counter(
                "headwater_fills_total",
                "Fills that ended, by outcome.",
                labels: ["outcome": outcome]
            )
        }
        return outcomes
    }

    func request(_ method: Method, _ result: MirrorResult) -> Counter {
        let row =
            switch method {
            case .get: 0
            case .head: 1
            case .put: 2
            case .delete: 3
            case .post, .options, .other: 4
            }
        return requests[row][result.rawValue]
    }

    func response(_ status: Int) -> Counter {
        statuses[min(max(status / 100, 1), 5) - 1]
    }

    func originRequests(_ method: OriginRequest.Method) -> Counter {
        method == .head ? originHeads : originGets
    }

    func fillEnded(_ outcome: FillOutcome) {
        fillOutcomes["\(outcome.text)"]?.increment()
    }
}
