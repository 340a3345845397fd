import TestSupport
import Testing

@testable import readers

/// A tool that cannot fail proves nothing: each way in which a reader may not get its object.
@Suite struct ReadersTests {
    private static let size: UInt64 = 3 << 20

    private func report(
        _ origin: ScriptedOrigin,
        _ expected: MappedFile,
        _ paths: [String],
        readers: Int,
        within span: Duration = .seconds(20)
    ) async throws -> ReadingReport {
        let plan = ReadingPlan(
            servers: [ServerAddress(port: origin.port)],
            paths: paths,
            readers: readers,
            startSpread: .zero
        )
        let body = BodySource.file(expected)
        let answers = try await ReaderSwarm.read(plan.readers(expecting: body), within: span)
        return ReadingReport(answers, size: body.size, nanoseconds: 0, processorMicroseconds: 0)
    }

    /// A file with the bytes of a source.
    private func file(_ source: BodySource, in folder: TemporaryFolder) throws -> MappedFile {
        let path = folder.path + "/expected"
        try TextFile.write(source.bytes(), to: path)
        return try MappedFile(path)
    }

    @Test func `whole, wrong, short and refused answers are told apart`() async throws {
        let folder = try TemporaryFolder()
        let good = OriginResource(seed: 1, size: Self.size)
        var last = good.body.bytes()
        last[last.count - 1] ^= 1
        let origin = try await ScriptedOrigin.start()
        origin.serve("/good", good)
        origin.serve("/chunked", good.with { $0.framing = .chunked })
        origin.serve("/last-byte", OriginResource(.bytes(last)))
        origin.serve("/ends-early", good.closing(at: Self.size - 1))
        origin.serve("/one-less", OriginResource(seed: 1, size: Self.size - 1))
        origin.serve("/one-more", OriginResource(seed: 1, size: Self.size + 1))
        origin.serve("/error") { _ in .status(500) }
        let paths = [
            "/good", "/last-byte", "/ends-early", "/one-less", "/one-more", "/error", "/nowhere",
            "/chunked",
        ]
        let seen = try await report(origin, file(good.body, in: folder), paths, readers: 80)
        #expect(seen.whole == 20 && seen.wrong == 20 && seen.short == 20)
        #expect(seen.failures == ["status 500": 10, "status 404": 10])
        #expect(!seen.isAllWhole)
        #expect(seen.json.contains("\"errors\":20,"))
        #expect(origin.gets("/good") == 10)
        let well = try await report(origin, file(good.body, in: folder), ["/good"], readers: 7)
        #expect(well.isAllWhole && well.failures == [:] && well.bytes == 7 * Self.size)
        #expect(well.total.largest >= well.firstByte.median && well.firstByte.median > 0)
    }

    @Test func `nobody there, and no end`() async throws {
        let folder = try TemporaryFolder()
        let gate = Gate()
        let held = OriginResource(seed: 1, size: Self.size).gated(at: 1 << 20, by: gate)
        let origin = try await ScriptedOrigin.start()
        origin.serve("/held", held)
        let expected = try file(held.body, in: folder)
        let seen = try await report(
            origin,
            expected,
            ["/held"],
            readers: 3,
            within: .milliseconds(300)
        )
        #expect(seen.failures == ["no end in time": 3])
        let reader = SwarmReader(
            ServerAddress(port: try FreePorts.take()),
            get: "/",
            .compare(held.body)
        )
        let answers = try await ReaderSwarm.read([reader])
        guard case .failed(let reason) = ReadingVerdict(answers[0], size: 1) else {
            Issue.record("a reader without a server was not told")
            return
        }
        #expect(reason.hasPrefix("not connected"))
    }

    @Test func `readers go round the servers, and at each round the paths`() {
        let plan = ReadingPlan(
            servers: [ServerAddress(port: 1), ServerAddress(port: 2)],
            paths: ["/a", "/b"],
            readers: 5,
            startSpread: .milliseconds(500)
        )
        let readers = plan.readers(expecting: .text("x"))
        #expect(readers.map(\.address.port) == [1, 2, 1, 2, 1])
        let targets = readers.map {
            String(decoding: $0.request, as: UTF8.self).split(separator: " ")[1]
        }
        #expect(targets == ["/a", "/a", "/b", "/b", "/a"])
        #expect(readers.map(\.start) == (0..<5).map { .milliseconds($0 * 100) })
    }

    @Test func `percentiles are values that were seen`() {
        let times = (1...200).map { UInt64($0) * 1_000_000 }.reversed()
        let seen = Percentiles(nanoseconds: Array(times))
        #expect(seen.median == 100 && seen.nearlyAll == 198 && seen.largest == 200)
        #expect(Percentiles(nanoseconds: [3_000_000]).nearlyAll == 3)
        #expect(Percentiles(nanoseconds: []).largest == 0)
        #expect(Percentiles.text(1234.56) == "1234.6")
    }

    @Test(arguments: [
        ("127.0.0.1:8400", "127.0.0.1:8400"), ("http://10.1.2.3:1/", "10.1.2.3:1"),
    ])
    func `addresses are read`(text: String, expected: String) {
        #expect(ServerAddress(text)?.text == expected)
    }

    @Test(arguments: [
        "", "localhost:80", "1.2.3:4", "1.2.3.4.5:6", "1.2.3.256:7", "1.2.3.4", "1.2.3.4:0",
    ])
    func `what is no address is refused`(text: String) {
        #expect(ServerAddress(text) == nil)
    }
}
