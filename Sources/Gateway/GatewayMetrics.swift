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
        requests = Self.methods.map { method in
            MirrorResult.allCases.map { result in
                registry.counter(
                    "headwater_requests_total",
                    "Requests of the S3 listener.",
                    labels: ["method": "\(method)", "result": "\(result.text)"]
                )
            }
        }
        statuses = (1...5).map { digit in
            registry.counter(
                "headwater_responses_total",
                "Answers of the S3 listener by class of status.",
                labels: ["class": "\(digit)xx"]
            )
        }
        var outcomes: [String: Counter] = [:]
        for outcome in ["stored", "not-stored", "superseded", "store-failed", "failed"] {
            outcomes[outcome] = registry.counter(
                "headwater_fills_total",
                "Fills that ended, by outcome.",
                labels: ["outcome": outcome]
            )
        }
        fillOutcomes = outcomes
        func origin(_ method: String) -> Counter {
            registry.counter(
                "headwater_origin_requests_total",
                "Requests sent to origins.",
                labels: ["method": method]
            )
        }
        originGets = origin("GET")
        originHeads = origin("HEAD")
        originBytes = registry.counter(
            "headwater_origin_bytes_total",
            "Body bytes received from origins."
        )
        originFailures = registry.counter(
            "headwater_origin_failures_total",
            "Transfers from origins that broke or never began."
        )
        originResumptions = registry.counter(
            "headwater_origin_resumptions_total",
            "Broken transfers that went on where they broke."
        )
        originWaits = registry.counter(
            "headwater_origin_waits_total",
            "Fetches that had to wait for a connection of their mapping."
        )
        digestMismatches = registry.counter(
            "headwater_digest_mismatches_total",
            "Objects that were not what their origin's digest said."
        )
        metadataDropped = registry.counter(
            "headwater_metadata_dropped_total",
            "Fields of origins that were too large to keep."
        )
        spoolFull = registry.counter(
            "headwater_spool_full_total",
            "Fills that could not be stored because the disk or the spool was full."
        )
        negativeHits = registry.counter(
            "headwater_negative_hits_total",
            "Misses answered 404 from memory, without asking the origin."
        )
        bytesSent = registry.counter(
            "headwater_sent_bytes_total",
            "Object bytes given to readers."
        )
        bytesReceived = registry.counter(
            "headwater_received_bytes_total",
            "Object bytes received in uploads."
        )
        firstByteHit = registry.durations(
            "headwater_first_byte_seconds",
            "Time from a read's head to the first byte of its answer.",
            labels: ["result": "hit"]
        )
        firstByteMiss = registry.durations(
            "headwater_first_byte_seconds",
            "Time from a read's head to the first byte of its answer.",
            labels: ["result": "miss"]
        )
        storeCommit = registry.durations(
            "headwater_store_commit_seconds",
            "Time until an object was durable in the embedded store."
        )
        storeFailures = registry.counter(
            "headwater_store_failures_total",
            "Operations of the embedded store that failed."
        )
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
