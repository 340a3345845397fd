import TestSupport
import Testing

@Suite struct FillTests {
    private static let resource = OriginResource(seed: 1, size: 8 << 20)

    @Test func `edge 24: one origin GET for readers early, late, slow and gone`() async throws {
        let mirror = try await Mirror.make()
        let gate = Gate()
        let body = Self.resource.body
        mirror.serve("k", Self.resource.gated(at: 4 << 20, by: gate))
        let first = try await mirror.begin("k", sink: .compare(body), readTo: 1 << 20)
        let slow = try await mirror.begin("k", sink: .compare(body), readTo: 1)
        try await gate.waitForArrival()
        // The one who began the fill leaves in the middle of it.
        first.reset()
        let request = RawHTTPClient.bytes("GET", "/\(mirror.bucket)/k", port: mirror.node.s3.port)
        async let many = ReaderSwarm(port: mirror.node.s3.port).read(
            Array(repeating: request, count: 100),
            sinks: Array(repeating: .compare(body), count: 100)
        )
        let late = try await mirror.begin("k", sink: .compare(body), readTo: 3 << 20)
        gate.open()
        for answer in try await many {
            #expect(answer.end == .clean && answer.firstMismatch == nil)
            #expect(answer.bodyCount == body.size)
        }
        for reader in [late, slow] {
            let answer = try await reader.readAnswer()
            #expect(answer.end == .clean && answer.firstMismatch == nil)
        }
        #expect(mirror.gets("k") == 1)
    }

    @Test func `edge 24: a fill goes on when nobody reads it any more`() async throws {
        let mirror = try await Mirror.make()
        let gate = Gate()
        mirror.serve("k", Self.resource.gated(at: 1 << 20, by: gate))
        let reader = try await mirror.begin("k", sink: .discard, readTo: 1000)
        try await gate.waitForArrival()
        reader.reset()
        gate.open()
        let hit = try await mirror.hit("k")
        #expect(hit.body == Self.resource.body.bytes())
        #expect(mirror.gets("k") == 1)
    }

    @Test func `edge 24: a reader who stands still holds up nobody`() async throws {
        let mirror = try await Mirror.make()
        let resource = OriginResource(seed: 2, size: 64 << 20)
        mirror.serve("k", resource)
        let still = try await RawConnection.open(
            port: mirror.node.s3.port,
            receiveBufferBytes: 4096
        )
        still.expectAnswer(sink: .compare(resource.body))
        let target = "/\(mirror.bucket)/k"
        try await still.send(RawHTTPClient.bytes("GET", target, port: mirror.node.s3.port))
        _ = try await still.readHead()
        let answer = try await mirror.get("k", sink: .compare(resource.body))
        #expect(answer.end == .clean && answer.firstMismatch == nil)
        // The one who stood still goes on from the spool, or from the stored object.
        let late = try await still.readAnswer()
        #expect(late.end == .clean && late.firstMismatch == nil)
        #expect(mirror.gets("k") == 1)
    }

    @Test func `edge 24: the fills under way are told`() async throws {
        let mirror = try await Mirror.make()
        let gate = Gate()
        mirror.serve("k", Self.resource.gated(at: 1 << 20, by: gate))
        let reader = try await mirror.begin("k", sink: .discard, readTo: 1000)
        try await gate.waitForArrival()
        let fills = try await mirror.node.json("GET", "/v1/fills")
        let fill = fills["items"]?.array?.first { $0["path"]?.string == "\(mirror.bucket)/k" }
        #expect(fill?["source"]?.string == "origin")
        #expect(fill?["size"]?.number == Double(8 << 20))
        #expect(fill?["followers"]?.number == 1)
        gate.open()
        #expect(try await reader.readAnswer().end == .clean)
    }

    @Test func `edge 25: a PUT that came meanwhile wins over the fill`() async throws {
        let mirror = try await Mirror.make()
        let gate = Gate()
        mirror.serve("k", Self.resource.gated(at: 1 << 20, by: gate))
        let reader = try await mirror.begin("k", sink: .compare(Self.resource.body), readTo: 1000)
        try await gate.waitForArrival()
        #expect(try await mirror.put("k", Array("written by a user".utf8)).status == 200)
        #expect(try await mirror.get("k").text == "written by a user")
        gate.open()
        let answer = try await reader.readAnswer()
        #expect(answer.firstMismatch == nil)
        #expect(answer.end.isBroken || answer.bodyCount == Self.resource.body.size)
        try await mirror.waitForFills()
        #expect(try await mirror.get("k").text == "written by a user")
    }

    @Test func `edge 25: a DELETE fences the fill, edge 26: and the next read mirrors again`()
        async throws
    {
        let mirror = try await Mirror.make()
        let gate = Gate()
        mirror.serve("k", Self.resource.gated(at: 1 << 20, by: gate))
        let reader = try await mirror.begin("k", sink: .discard, readTo: 1000)
        try await gate.waitForArrival()
        #expect(try await mirror.node.delete("\(mirror.bucket)/k").status == 204)
        gate.open()
        _ = try await reader.readAnswer()
        try await mirror.waitForFills()
        #expect(try await mirror.node.listKeys(mirror.bucket) == [])
        let again = try await mirror.get("k", sink: .compare(Self.resource.body))
        #expect(again.end == .clean && again.firstMismatch == nil)
        #expect(mirror.gets("k") == 2)
    }
}
