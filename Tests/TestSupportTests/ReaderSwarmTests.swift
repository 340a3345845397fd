import TestSupport
import Testing

@Suite struct ReaderSwarmTests {
    @Test func `many readers check every byte, and tell the good answers from the bad`()
        async throws
    {
        let origin = try await ScriptedOrigin.start()
        let good = OriginResource(seed: 1, size: 2 << 20)
        origin.serve("/good", good)
        origin.serve("/short", good.closing(at: 1 << 20))
        origin.serve("/wrong", OriginResource(seed: 2, size: 2 << 20))
        let targets = (0..<300).map { ["/good", "/short", "/wrong"][$0 % 3] }
        let answers = try await ReaderSwarm(port: origin.port).read(
            targets.map { RawHTTPClient.bytes("GET", $0, port: origin.port) },
            sinks: targets.map { _ in .compare(good.body) }
        )
        for (target, answer) in zip(targets, answers) {
            #expect(answer.end == (target == "/short" ? .short : .clean))
            #expect((answer.firstMismatch == nil) == (target != "/wrong"))
            #expect(answer.bodyCount == (target == "/short" ? 1 << 20 : 2 << 20))
            #expect(answer.nanosecondsToFirstByte != nil)
        }
        #expect(origin.gets("/good") == 100)
    }

    @Test func `a reader whose answer never ends says so`() async throws {
        let origin = try await ScriptedOrigin.start()
        let gate = Gate()
        let resource = OriginResource(seed: 1, size: 100).gated(at: 50, by: gate)
        origin.serve("/held", resource)
        let answers = try await ReaderSwarm(port: origin.port)
            .read("/held", readers: 3, expecting: resource.body, within: .milliseconds(200))
        #expect(answers.map(\.end) == [.deadline, .deadline, .deadline])
    }
}
