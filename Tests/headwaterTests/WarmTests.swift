import Fetch
import JSON
import Testing

@testable import headwater

@Suite struct WarmTests {
    private func judge(
        _ status: Int,
        _ fields: [(name: String, value: String)] = [],
        _ attempt: Int
    )
        -> WarmVerdict
    {
        WarmVerdict.judge(status: status, fields: fields, attempt: attempt)
    }

    @Test func `the node's own field tells a hit from a miss`() {
        #expect(judge(200, [("X-Headwater", "hit; node=one")], 1) == .present)
        #expect(judge(200, [("x-headwater", "miss; node=one")], 1) == .mirrored)
        #expect(judge(200, [("x-headwater", "follow; node=one")], 1) == .mirrored)
        #expect(judge(200, [], 1) == .present)
    }

    @Test func `a busy node is asked again, later and later, and as it says`() {
        #expect(judge(503, [], 1) == .retry(after: .milliseconds(100)))
        #expect(judge(503, [], 3) == .retry(after: .milliseconds(400)))
        #expect(judge(503, [], 50) == .retry(after: .milliseconds(5_000)))
        #expect(judge(503, [("Retry-After", "7")], 1) == .retry(after: .seconds(7)))
        #expect(judge(429, [("Retry-After", "900")], 1) == .retry(after: .seconds(60)))
        #expect(judge(503, [("Retry-After", "soon")], 1) == .retry(after: .milliseconds(100)))
        #expect(judge(503, [], WarmVerdict.busyTries) == .unanswered("status 503"))
    }

    @Test func `what is broken is tried a few times and what is refused once`() {
        #expect(judge(502, [], 3) == .retry(after: .milliseconds(400)))
        #expect(judge(502, [], 4) == .unanswered("status 502"))
        #expect(judge(404, [], 1) == .failed("status 404"))
        #expect(judge(403, [], 1) == .failed("status 403"))
        #expect(WarmVerdict.backoff(1_000) == .milliseconds(5_000))
    }

    @Test func `a summary counts and estimates`() {
        var summary = WarmSummary(present: 10, mirrored: 85, failed: 5, retries: 2, answers: 97)
        summary.milliseconds = 2_000
        summary.examples = ["b/x: status 404"]
        #expect(
            summary.progress(of: 1_000)
                == "[##..................] 10% 100 of 1000 paths, 50/s, 5 failed, 18s left"
        )
        #expect(summary.progress(of: nil) == "100 paths, 50/s, 5 failed")
        summary.bytes = 12_345_678
        summary.totalBytes = 999
        #expect(summary.progress(of: nil) == "100 paths, 12.3 MB of 999 B, 50/s, 5 failed")
        #expect(
            summary.lines == [
                "PATHS  MIRRORED  PRESENT  FAILED  RETRIES  SECONDS  PER SECOND",
                "100    85        10       5       2        2.0      50",
                "failed: b/x: status 404",
            ]
        )
        #expect(summary.json["mirrored"]?.integer == 85)
        #expect(!summary.isUnreachable)
        #expect(WarmSummary(failed: 3).isUnreachable)
        #expect(WarmSummary.span(59) == "59s")
        #expect(WarmSummary.span(3_599) == "59m 59s")
        #expect(WarmSummary.span(7_260) == "2h 1m")
    }
}
