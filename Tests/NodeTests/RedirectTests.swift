import TestSupport
import Testing

@Suite struct RedirectTests {
    @Test(arguments: [301, 302, 303, 307, 308])
    func `edge 12: redirects are followed, absolute and relative`(status: Int) async throws {
        let mirror = try await Mirror.make()
        mirror.serve("absolute", .redirect(status, to: mirror.origin.url + "/base/target"))
        mirror.serve("a/relative", .redirect(status, to: "../target"))
        mirror.serve("a/rooted", .redirect(status, to: "/base/target?signed=1"))
        mirror.serve("target", OriginResource(.text("found")))
        for key in ["absolute", "a/relative", "a/rooted"] {
            let answer = try await mirror.get(key)
            #expect(answer.status == 200 && answer.text == "found")
        }
        #expect(mirror.requests("target").last?.target == "/base/target?signed=1")
        #expect(try await mirror.hit("absolute").text == "found")
    }

    @Test func `edge 12: no more hops than the mapping allows`() async throws {
        let mirror = try await Mirror.make(["redirects": 3])
        for hop in 1...4 { mirror.serve("hop\(hop)", .redirect(302, to: "hop\(hop - 1)")) }
        mirror.serve("hop0", OriginResource(.text("found")))
        mirror.serve("loop", .redirect(302, to: "loop"))
        #expect(try await mirror.get("hop3").text == "found")
        #expect(try await mirror.get("hop4").status == 502)
        #expect(try await mirror.get("loop").status == 502)
        #expect(mirror.gets("loop") == 4)
    }

    @Test(arguments: [
        "ftp://127.0.0.1/x", "file:///etc/hostname", "gopher://127.0.0.1/", "http://", "::",
    ])
    func `edge 12: a redirect to anything but http and https ends`(location: String) async throws {
        let mirror = try await Mirror.make()
        mirror.serve("k", .redirect(302, to: location))
        #expect(try await mirror.get("k").status == 502)
    }

    @Test func `edge 12: a redirect without a location ends`() async throws {
        let mirror = try await Mirror.make()
        mirror.serve("k", .status(302))
        #expect(try await mirror.get("k").status == 502)
    }

    @Test(arguments: ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "127.1", "2130706433"])
    func `edge 12: private addresses are refused unless the mapping allows them`(host: String)
        async throws
    {
        let mirror = try await Mirror.make()
        mirror.origin.serveEverythingElse { OriginResource(.text("secret")).answer(to: $0) }
        try await mirror.node.kvPut(
            mirror.bucket,
            origin: "http://\(host):\(mirror.origin.port)/base",
            ["allow-private-addresses": false]
        )
        let answer = try await mirror.get("k")
        #expect(answer.status == 502 && answer.xml("Code") == "OriginForbidden")
        #expect(mirror.origin.requests.isEmpty)
    }

    @Test func `edge 12: configured fields stay behind when the host changes`() async throws {
        let mirror = try await Mirror.make([
            "headers": ["X-Secret": "s", "Authorization": "Bearer t"]
        ])
        let other = try await ScriptedOrigin.start()
        other.serve("/k", OriginResource(.text("found")))
        mirror.serve("k", .redirect(302, to: "http://localhost:\(other.port)/k"))
        mirror.serve("same", .redirect(302, to: "k2"))
        mirror.serve("k2", OriginResource(.text("near")))
        #expect(try await mirror.get("k").text == "found")
        #expect(mirror.requests("k").first?["X-Secret"] == "s")
        #expect(other.requests.first?["X-Secret"] == nil)
        #expect(other.requests.first?["Authorization"] == nil)
        #expect(try await mirror.get("same").text == "near")
        #expect(mirror.requests("k2").first?["X-Secret"] == "s")
    }

    @Test func `edge 13: on-miss redirect sends the reader on and fills`() async throws {
        let mirror = try await Mirror.make(["on-miss": "redirect"])
        let resource = OriginResource(seed: 1, size: 100_000)
        mirror.serve("a b", resource)
        let answer = try await mirror.get("a b")
        #expect(answer.status == 302)
        #expect(answer["Location"] == mirror.origin.url + "/base/a%20b")
        // The next readers are sent on as well until the object is stored.
        let hit = try await poll("the fill") {
            let answer = try await mirror.get("a b")
            return answer.status == 200 ? answer : nil
        }
        #expect(hit.body == resource.body.bytes() && hit.source == "hit")
        #expect(mirror.gets("a b") == 1)
    }
}
