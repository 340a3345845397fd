import TestSupport
import Testing

/// Many at once, and much of it; small here, at full size with `HEADWATER_FULL=1`.
@Suite(.serialized) struct ScaleTests {
    private static let memoryLimit = UInt64(
        TestScale.count("HEADWATER_MEMORY_MB", 150, full: 150) * 1_000_000
    )

    @Test func `1,000 readers of one missing object: one origin GET, all exact, memory bounded`()
        async throws
    {
        let node = try await HeadwaterProcess.start("crowded")
        let mirror = try await Mirror.make(on: node)
        let size: UInt64 = TestScale.pick(4 << 20, full: 64 << 20)
        let resource = OriginResource(seed: 1, size: size)
        mirror.serve("k", resource)
        let answers = try await ReaderSwarm(port: node.s3.port).read(
            "/\(mirror.bucket)/k",
            readers: 1000,
            expecting: resource.body,
            within: .seconds(TestScale.pick(120, full: 900))
        )
        let good = answers.count {
            $0.status == 200 && $0.end == .clean && $0.firstMismatch == nil && $0.bodyCount == size
        }
        #expect(good == 1000)
        #expect(mirror.gets("k") == 1)
        let peak = try #require(node.process).peakResidentBytes
        #expect(peak < Self.memoryLimit, "resident at the most: \(peak)")
    }

    @Test func `500 different misses at once`() async throws {
        let node = try await HeadwaterProcess.start("crowded")
        let mirror = try await Mirror.make(on: node)
        let bodies = (0..<500).map { BodySource.seeded(UInt64($0), size: 4096) }
        for (number, body) in bodies.enumerated() {
            mirror.serve("k\(number)", OriginResource(body))
        }
        let answers = try await ReaderSwarm(port: node.s3.port).read(
            bodies.indices.map {
                RawHTTPClient.bytes("GET", "/\(mirror.bucket)/k\($0)", port: node.s3.port)
            },
            sinks: bodies.map { .compare($0) }
        )
        for (number, answer) in answers.enumerated() {
            #expect(answer.status == 200 && answer.end == .clean, "k\(number): \(answer.text)")
            #expect(answer.firstMismatch == nil && answer.bodyCount == 4096)
            #expect(mirror.gets("k\(number)") == 1)
        }
        try await mirror.waitForFills()
        #expect(try await node.listKeys(mirror.bucket).count == 500)
    }

    @Test func `a very large object with memory flat`() async throws {
        let node = try await HeadwaterProcess.start("large")
        let mirror = try await Mirror.make(on: node)
        let size: UInt64 = TestScale.pick(512 << 20, full: 6 << 30)
        let resource = OriginResource(.zeros(size: size))
        mirror.serve("k", resource)
        let answer = try await mirror.get(
            "k",
            sink: .compare(resource.body),
            within: .seconds(TestScale.pick(120, full: 900))
        )
        #expect(answer.end == .clean && answer.firstMismatch == nil && answer.bodyCount == size)
        // Anonymous memory: pages of a mapped file are the kernel's to take back.
        let held = try #require(node.process).anonymousBytes
        #expect(held < Self.memoryLimit, "held: \(held)")
        let from = size - 100
        let tail = try await mirror.get("k", fields: [("Range", "bytes=\(from)-")])
        #expect(tail.status == 206 && tail.bodyCount == 100)
        #expect(mirror.gets("k") == 1)
    }

    @Test func `headwater warm mirrors a list, and what it names can be listed in pages`()
        async throws
    {
        let node = try await HeadwaterProcess.start("warmed")
        let mirror = try await Mirror.make(on: node)
        let count = TestScale.count("HEADWATER_WARM_OBJECTS", 2000, full: 100_000)
        mirror.origin.stopRecording()
        mirror.origin.serveEverythingElse { request in
            let number = UInt64(request.path.split(separator: "/").last ?? "") ?? 0
            return OriginResource(seed: number, size: 100 + number % 5000).answer(to: request)
        }
        let list = node.folder.path + "/list"
        let paths = (0..<count).map { "\(mirror.bucket)/objects/\($0)" }
        try TextFile.write(paths.joined(separator: "\n") + "\n", to: list)
        let (status, output) = try await node.command(
            ["warm", "--list", list],
            within: .seconds(TestScale.pick(120, full: 1800))
        )
        #expect(status == .code(0), "\(output)")
        try await mirror.waitForFills()
        let keys = try await node.listKeys(mirror.bucket, prefix: "objects/")
        #expect(Set(keys) == Set((0..<count).map { "objects/\($0)" }))
        #expect(keys.count == count)
        for number in stride(from: 0, to: count, by: max(1, count / 50)) {
            let body = BodySource.seeded(UInt64(number), size: 100 + UInt64(number) % 5000)
            let answer = try await mirror.get("objects/\(number)", sink: .compare(body))
            #expect(answer.source == "hit" && answer.firstMismatch == nil)
            #expect(answer.bodyCount == body.size)
            #expect(mirror.gets("objects/\(number)") == 1)
        }
    }
}
