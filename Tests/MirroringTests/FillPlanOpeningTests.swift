import Mirroring
import Testing

/// A fill up to its accepted head.
@Suite struct FillPlanOpeningTests {
    @Test func `edge 23: what goes to the origin, and nothing else`() throws {
        let script = FillScript(key: "a b", query: "v=1") {
            $0.fields = [
                HeaderField("Authorization", "Bearer t"), HeaderField("Range", "bytes=0-1"),
                HeaderField("accept-encoding", "br"), HeaderField("X-Evil", "a\r\nb: c"),
                HeaderField("X-Headwater-Via", "forged"), HeaderField("Host", "evil"),
            ]
            $0.host = "site.example"
        }
        let request = try #require(script.start())
        #expect(request.method == .get)
        #expect(request.url == "http://o/base/a%20b")
        #expect(request.range == nil)
        #expect(
            request.fields.map { "\($0.name): \($0.value)" } == [
                "Host: site.example", "Authorization: Bearer t", "User-Agent: headwater/0.1",
                "Accept-Encoding: identity", "x-headwater-via: n0,n1",
            ]
        )
        #expect(request.connectTimeout == .seconds(10))
        #expect(request.idleTimeout == .seconds(30))
        #expect(request.headTimeout == .seconds(40))
        #expect(!request.mayBeSigned)
    }

    @Test func `a query goes along only where the mapping says so`() {
        #expect(
            FillScript(query: "v=1") { $0.forwardsQuery = true }.start()?.url
                == "http://o/base/k?v=1"
        )
        #expect(FillScript(query: "v=1").start()?.url == "http://o/base/k")
    }

    @Test func `a mapping may name another user agent`() {
        let script = FillScript { $0.fields = [HeaderField("user-agent", "x")] }
        #expect(script.start()?.fields.filter { $0.name.lowercased() == "user-agent" }.count == 1)
    }

    @Test func `a whole answer is accepted and completes`() throws {
        let script = FillScript()
        script.start()
        let accepted = try #require(
            script.accepted(200, [("ETag", "\"e\""), ("Content-Type", "t")], length: 5)
        )
        #expect(accepted.size == 5)
        #expect(accepted.part == nil)
        #expect(accepted.originETag == "\"e\"")
        #expect(accepted.validator == .entityTag("\"e\""))
        #expect(accepted.notStored == nil)
        #expect(accepted.acceptsRanges)
        #expect(script.step(.body(total: 5)) == [])
        #expect(script.step(.ended(delimitedByClose: false)) == [.complete(verifiable: true)])
        #expect(script.step(.ended(delimitedByClose: false)) == [])
    }

    @Test func `edge 17: what ends by close is complete, and it is said that nothing proves it`() {
        let script = FillScript()
        script.start()
        script.head(200)
        script.step(.body(total: 5))
        #expect(script.step(.ended(delimitedByClose: true)) == [.complete(verifiable: false)])
        let chunked = FillScript()
        chunked.start()
        chunked.head(200)
        #expect(chunked.step(.ended(delimitedByClose: false)) == [.complete(verifiable: true)])
    }

    @Test(
        arguments: [
            (404, .noSuchKey), (410, .noSuchKey), (401, .originDenied), (403, .originDenied),
            (429, .slowDown), (503, .slowDown), (508, .mirrorLoop), (204, .originUnavailable),
            (206, .originUnavailable), (304, .originUnavailable), (301, .originUnavailable),
            (400, .originUnavailable), (416, .originUnavailable), (100, .originUnavailable),
        ] as [(Int, MissFailure.Code)]
    )
    func `edge 14: what is not tried again`(status: Int, code: MissFailure.Code) {
        let script = FillScript()
        script.start()
        let fields = status == 206 ? [("Content-Range", "bytes 0-4/5")] : []
        script.head(status, fields, length: 5)
        #expect(script.last.first == .stopFetch)
        #expect(script.failure?.code == code)
        #expect(script.failure?.originStatus == status)
    }

    @Test func `edge 14: Retry-After is passed on`() {
        let script = FillScript()
        script.start()
        script.head(503, [("Retry-After", "7")])
        #expect(script.failure?.retryAfterSeconds == 7)
    }

    @Test(arguments: [500, 502, 504, 408])
    func `edge 14: what may pass is tried three times`(status: Int) {
        let script = FillScript()
        script.start()
        for _ in 0..<2 {
            script.head(status)
            #expect(script.last.first == .stopFetch)
            #expect(script.wait()?.url == "http://o/base/k")
        }
        script.head(status)
        #expect(script.failure?.code == .originUnavailable)
        #expect(script.failure?.originStatus == status)
    }

    @Test(
        arguments: [
            (.refused, 3), (.unresolved, 3), (.reset, 3), (.idleTimeout, 3), (.connectTimeout, 3),
            (.truncated, 3), (.other, 3), (.tls, 1), (.headTooLarge, 1), (.protocolError, 1),
            (.forbiddenAddress, 1),
        ] as [(TransportFailure, Int)]
    )
    func `edge 14: failures below HTTP`(transport: TransportFailure, tries: Int) {
        let script = FillScript()
        script.start()
        for _ in 1..<tries {
            script.step(.failed(transport))
            #expect(script.wait() != nil)
        }
        script.step(.failed(transport))
        let code: MissFailure.Code =
            transport == .forbiddenAddress ? .originForbidden : .originUnavailable
        #expect(script.failure?.code == code)
    }

    @Test func `pauses double, stay below their bound, and differ by seed`() throws {
        var first: [Duration] = []
        for seed in 0..<50 as Range<UInt64> {
            let script = FillScript(seed: seed)
            script.start()
            script.head(500)
            let one = try #require(script.pause)
            script.wait()
            script.head(500)
            let two = try #require(script.pause)
            #expect((.milliseconds(50)...Duration.milliseconds(100)).contains(one))
            #expect((.milliseconds(100)...Duration.milliseconds(200)).contains(two))
            first.append(one)
        }
        #expect(Set(first).count > 40)
    }

    @Test func `edge 15: everything before the head fits connect plus idle time-out`() throws {
        let script = FillScript {
            $0.connectTimeout = .seconds(1)
            $0.idleTimeout = .seconds(2)
        }
        #expect(script.start()?.headTimeout == .seconds(3))
        script.step(.failed(.reset), after: .seconds(2))
        let second = try #require(script.wait())
        #expect(second.headTimeout < .seconds(1))
        #expect(second.headTimeout > .milliseconds(800))
        #expect(second.connectTimeout == second.headTimeout)
        // Its own bound is over: no third request, though it would be only the third.
        script.step(.failed(.idleTimeout), after: second.headTimeout)
        #expect(script.failure?.code == .originUnavailable)
    }

    @Test func `edge 15: redirects and other origins share one bound`() throws {
        let script = FillScript(.whole, ["http://a", "http://b"])
        script.start()
        script.step(.head(OriginAnswerTests.head(302, [("Location", "/x")])), after: .seconds(25))
        #expect(script.request?.headTimeout == .seconds(15))
        script.step(.failed(.idleTimeout), after: .seconds(14))
        #expect(script.request?.url == "http://b/k")
        #expect(script.request?.headTimeout == .seconds(1))
        script.step(.failed(.idleTimeout), after: .seconds(1))
        #expect(script.failure?.code == .originUnavailable)
    }

    @Test func `edge 14: further origins follow in order, 404 included`() {
        let script = FillScript(.whole, ["http://a", "http://b/x/", "https://c"])
        #expect(script.start()?.url == "http://a/k")
        script.head(404)
        #expect(script.last.first == .stopFetch)
        #expect(script.request?.url == "http://b/x/k")
        #expect(script.request?.originIndex == 1)
        script.step(.failed(.connectTimeout))
        #expect(
            script.request?.url == "https://c/k",
            "a time-out is not repeated while others wait"
        )
        #expect(script.accepted(200, length: 1) != nil)
    }

    @Test(
        arguments: [
            ([404, 404], .noSuchKey), ([404, 410], .noSuchKey), ([404, 403], .originDenied),
            ([403, 404], .originDenied), ([503, 404], .slowDown), ([400, 403], .originUnavailable),
            ([404, 204], .originUnavailable), ([503, 400], .slowDown),
        ] as [([Int], MissFailure.Code)]
    )
    func `edge 14: the most meaningful failure is told`(statuses: [Int], code: MissFailure.Code) {
        let script = FillScript(.whole, ["http://a", "http://b"])
        script.start()
        for status in statuses { script.head(status) }
        #expect(script.failure?.code == code)
    }

    @Test func `an origin that fails and then denies an object denies it`() {
        let script = FillScript()
        script.start()
        script.head(500)
        script.wait()
        script.head(404)
        #expect(script.failure?.code == .noSuchKey)
    }

    @Test func `a mapping without a usable URL fails with the reason`() {
        let script = FillScript(.whole, ["nonsense", "http://b"])
        #expect(script.start()?.url == "http://b/k")
        let alone = FillScript(.whole, ["nonsense"])
        alone.start()
        #expect(alone.failure?.code == .originUnavailable)
        #expect(alone.failure?.message.contains("http://") == true)
    }

    @Test func `edge 12: redirects keep fields at home for good`() throws {
        let script = FillScript {
            $0.fields = [HeaderField("Authorization", "secret")]
            $0.host = "site.example"
        }
        script.start()
        script.head(302, [("Location", "sub/x")])
        #expect(script.last.first == .stopFetch)
        #expect(script.request?.url == "http://o/base/sub/x")
        #expect(script.request?.field("Authorization") == "secret")
        #expect(script.request?.field("Host") == "site.example")
        script.head(307, [("Location", "https://o/y")])
        #expect(script.request?.field("Authorization") == nil)
        #expect(script.request?.field("Host") == nil)
        #expect(script.request?.field("x-headwater-via") == "n0,n1")
        script.head(302, [("Location", "/z")])
        #expect(script.request?.field("Authorization") == nil, "a later hop within the other host")
        script.head(308, [("Location", "https://o:444/y")])
        script.head(301, [("Location", "https://o/base/k")])
        #expect(script.request?.url == "https://o/base/k")
        #expect(script.request?.field("Authorization") == nil, "not even when it comes back")
        #expect(script.accepted(200, length: 1) != nil)
    }

    @Test func `edge 12: at most so many hops, and none to forbidden schemes`() {
        let script = FillScript { $0.redirectLimit = 2 }
        script.start()
        script.head(302, [("Location", "/1")])
        script.head(302, [("Location", "/2")])
        script.head(302, [("Location", "/3")])
        #expect(script.failure?.code == .originUnavailable)
        #expect(script.failure?.originStatus == 302)
        for (base, location) in [("https://o", "http://o/"), ("http://o", "file:///etc/passwd")] {
            let script = FillScript(.whole, [base])
            script.start()
            script.head(302, [("Location", location)])
            #expect(script.failure?.code == .originForbidden)
        }
        let others = FillScript(.whole, ["https://o", "https://p"])
        others.start()
        others.head(302, [("Location", "http://o/")])
        #expect(others.request?.url == "https://p/k")
    }

    @Test func `an S3 origin may be signed at home only`() {
        let script = FillScript(.whole, ["s3://bucket/p"]) { $0.region = "eu-west-1" }
        #expect(script.start()?.url == "https://s3.eu-west-1.amazonaws.com/bucket/p/k")
        #expect(script.request?.mayBeSigned == true)
        script.head(307, [("Location", "https://elsewhere/")])
        #expect(script.request?.mayBeSigned == false)
    }

    @Test func `edge 19: larger than allowed is told at once or when it shows`() {
        let known = FillScript { $0.maximumObjectBytes = 10 }
        known.start()
        #expect(known.accepted(200, length: 11)?.notStored == .tooLarge(limit: 10))
        #expect(known.step(.body(total: 11)) == [])
        let unknown = FillScript { $0.maximumObjectBytes = 10 }
        unknown.start()
        #expect(unknown.accepted(200)?.notStored == nil)
        #expect(unknown.step(.body(total: 10)) == [])
        #expect(unknown.step(.body(total: 11)) == [.doNotStore(.tooLarge(limit: 10))])
        #expect(unknown.step(.body(total: 12)) == [])
    }
}
