import Determinism
import Mirroring
import Testing

/// How the head of a missing object is found (edge 5).
@Suite struct HeadPlanTests {
    private func plan(_ origins: [String] = ["http://o"]) -> HeadPlan {
        HeadPlan(
            policy: OriginPolicy(origins: origins),
            key: Array("k".utf8),
            context: OriginContext(node: "n", version: "0.1"),
            generator: SeededGenerator(seed: 1)
        )
    }

    private let now = Instant(nanoseconds: 0)

    private func request(_ actions: [HeadAction]) -> OriginRequest? {
        guard case .request(let request) = actions.last else { return nil }
        return request
    }

    private func head(
        _ status: Int,
        _ fields: [(String, String)] = [],
        length: UInt64? = nil
    ) -> HeadEvent {
        .head(OriginAnswerTests.head(status, fields, length: length))
    }

    @Test func `a HEAD is asked and its answer passed on`() {
        var plan = plan()
        let first = request(plan.step(.start, at: now))
        #expect(first?.method == .head)
        #expect(first?.url == "http://o/k")
        let actions = plan.step(head(200, [("Content-Type", "t")], length: 9), at: now)
        #expect(actions.first == .stopFetch)
        guard case .answer(let accepted) = actions.last else {
            Issue.record("\(actions)")
            return
        }
        #expect(accepted.size == 9)
        #expect(accepted.kept.fields == [HeaderField("Content-Type", "t")])
    }

    @Test(arguments: [403, 405, 501])
    func `where HEAD is refused one byte is asked for`(status: Int) {
        var plan = plan()
        _ = plan.step(.start, at: now)
        let actions = plan.step(head(status), at: now)
        #expect(actions.first == .stopFetch)
        #expect(request(actions)?.method == .get)
        #expect(request(actions)?.range == OriginRange(first: 0, last: 0))
        let answer = plan.step(
            head(206, [("Content-Range", "bytes 0-0/12345")], length: 1),
            at: now
        )
        guard case .answer(let accepted) = answer.last else {
            Issue.record("\(answer)")
            return
        }
        #expect(accepted.size == 12_345)
        #expect(accepted.part == nil)
    }

    @Test func `an origin without ranges answers the whole, of which the head is enough`() {
        var plan = plan()
        _ = plan.step(.start, at: now)
        _ = plan.step(head(405), at: now)
        let answer = plan.step(head(200, length: 77), at: now)
        #expect(answer.first == .stopFetch)
        guard case .answer(let accepted) = answer.last else {
            Issue.record("\(answer)")
            return
        }
        #expect(accepted.size == 77)
    }

    @Test func `an empty object has no first byte`() {
        var plan = plan()
        _ = plan.step(.start, at: now)
        _ = plan.step(head(405), at: now)
        let again = request(plan.step(head(416, [("Content-Range", "bytes */0")]), at: now))
        #expect(again?.method == .get)
        #expect(again?.range == nil)
        guard case .answer(let accepted) = plan.step(head(200, length: 0), at: now).last else {
            Issue.record("no answer")
            return
        }
        #expect(accepted.size == 0)
    }

    @Test(
        arguments: [
            (404, .noSuchKey), (401, .originDenied), (503, .slowDown), (302, .originUnavailable),
            (206, .originUnavailable), (416, .originUnavailable),
        ] as [(Int, MissFailure.Code)]
    )
    func `failures mean what they mean for a fill`(status: Int, code: MissFailure.Code) {
        var plan = plan()
        _ = plan.step(.start, at: now)
        guard case .fail(let failure) = plan.step(head(status), at: now).last else {
            Issue.record("no failure")
            return
        }
        #expect(failure.code == code)
    }

    @Test func `403 to both HEAD and GET is denied`() {
        var plan = plan()
        _ = plan.step(.start, at: now)
        _ = plan.step(head(403), at: now)
        guard case .fail(let failure) = plan.step(head(403), at: now).last else {
            Issue.record("no failure")
            return
        }
        #expect(failure.code == .originDenied)
    }

    @Test func `redirects, retries and other origins as in a fill, each origin by HEAD first`() {
        var plan = plan(["http://a", "http://b"])
        _ = plan.step(.start, at: now)
        let redirected = request(plan.step(head(302, [("Location", "/x")]), at: now))
        #expect(redirected?.url == "http://a/x")
        #expect(redirected?.method == .head)
        let byte = request(plan.step(head(405), at: now))
        #expect(byte?.url == "http://a/k")
        let paused = plan.step(.failed(.reset), at: now)
        guard case .wait = paused.last else {
            Issue.record("\(paused)")
            return
        }
        let retried = request(plan.step(.timer, at: now))
        #expect(retried?.method == .get)
        let other = request(plan.step(head(404), at: now))
        #expect(other?.url == "http://b/k")
        #expect(other?.method == .head)
        #expect(other?.range == nil)
    }

    @Test func `nothing follows the end`() {
        var plan = plan()
        _ = plan.step(.start, at: now)
        _ = plan.step(head(404), at: now)
        let late = [plan.step(.timer, at: now), plan.step(.failed(.reset), at: now)]
        #expect(late == [[], []])
    }
}
