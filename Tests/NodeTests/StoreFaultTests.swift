import TestSupport
import Testing

/// A store that fails at each step of a fill, in each way: what the reader sees, and what the store
/// has afterwards (edges 1, 2, 19, 25, 28).
@Suite struct StoreFaultTests {
    /// What a reader is told while the store fails.
    enum Seen: Equatable {
        case whole
        case status(Int)
        /// A body without a clean end.
        case broken
    }

    /// What the store then has of the object.
    enum Kept: Equatable {
        case whole, nothing
    }

    struct Row {
        let step: StoreStep
        let fault: StoreFault
        let seen: Seen
        let kept: Kept
    }

    /// Every step in every way.
    ///
    /// Nothing is ever half; who reads has all, unless it is the store's own answer that is missing.
    static func rows(of step: StoreStep) -> [Row] {
        StoreFault.allCases.map { fault in
            let (seen, kept): (Seen, Kept) =
                switch (step, fault) {
                case (.lookup, .forbidden): (.status(403), .nothing)
                case (.lookup, .failing): (.status(500), .nothing)
                case (.lookup, .slow): (.whole, .whole)
                case (.lookup, _): (.status(503), .nothing)
                case (.check, .slow): (.whole, .whole)
                case (.check, _): (.status(403), .nothing)
                // Refused.
                case (.put, .forbidden), (.put, .failing): (.whole, .nothing)
                case (.create, .slow), (.part, .slow): (.whole, .whole)
                case (.create, _), (.part, _): (.whole, .nothing)
                // The write itself carries the condition.
                case (.look, .dead): (.whole, .nothing)
                case (.look, _): (.whole, .whole)
                case (.complete, .forbidden), (.complete, .failing): (.whole, .nothing)
                // Done, whatever became of the answer.
                case (.put, _), (.complete, _): (.whole, .whole)
                case (.abort, _): (.broken, .nothing)
                }
            return Row(step: step, fault: fault, seen: seen, kept: kept)
        }
    }

    @Test(arguments: StoreStep.allCases)
    func `a store that fails at one step`(step: StoreStep) async throws {
        let buckets = StoreFault.allCases.map { "at-\($0)" }
        let front = try await StoreFront.make(flags: ["--store-timeout", "3s"], buckets: buckets)
        for row in Self.rows(of: step) { try await judge(row, front) }
    }

    private func judge(_ row: Row, _ front: StoreFront) async throws {
        let mirror = Mirror(
            node: front.node,
            origin: front.mirror.origin,
            bucket: "at-\(row.fault)"
        )
        try await mirror.map(row.step == .check ? ["acl": .string("public-read")] : [:])
        let resource = OriginResource(seed: 6, size: row.step.size)
        if row.step == .abort {
            // Without validators the fill cannot go on, and what it has begun is aborted.
            let breaking = resource.with {
                $0.etag = nil
                $0.lastModified = nil
            }
            mirror.serve("k", breaking.closing(at: 20 << 20))
        } else {
            mirror.serve("k", resource)
        }
        let gate = Gate()
        row.fault.harm(front.store, at: row.step, of: "/at-\(row.fault)/k", gate)
        if row.step == .check { forbidClients(front.store) }
        let answer = try await mirror.get("k", sink: .compare(resource.body))
        #expect(seen(answer) == row.seen, "\(row): \(answer)")
        if row.seen == .whole { #expect(answer.bodyCount == resource.body.size, "\(row)") }
        try await mirror.waitForFills()
        let object = front.store.object("at-\(row.fault)/k")
        #expect((object == nil ? .nothing : .whole) == row.kept, "\(row)")
        if let object {
            #expect(object.body == StoreFront.bytes(seed: 6, size: row.step.size), "\(row)")
        }
        // All is well again; what was left behind goes at the next start at the latest.
        gate.open()
        front.store.mend()
        if front.store.uploadCount > 0 {
            try await front.node.killHard()
            try await front.node.restart()
        }
        try await poll("no upload to be left: \(row)") { front.store.uploadCount == 0 }
        mirror.serve("k", resource)
        let next = try await mirror.get("k", sink: .compare(resource.body))
        #expect(seen(next) == .whole && next.bodyCount == resource.body.size, "\(row): \(next)")
        try await mirror.waitForFills()
    }

    private func seen(_ answer: RawAnswer) -> Seen {
        if answer.status != 200 { return .status(answer.status) }
        return answer.end.isClean && answer.firstMismatch == nil ? .whole : .broken
    }

    /// To clients the store says 403 where an object is not there, as S3 does to whoever may not
    /// list the bucket.
    private func forbidClients(_ store: FakeStore) {
        store.addFault { request in
            let isOwn = request["Authorization"]?.contains("Credential=node/") ?? false
            return request.method == "GET" && !isOwn && request.path.hasSuffix("/k")
                ? FakeStore.error(403, "AccessDenied") : nil
        }
    }

    @Test func `a bucket that takes nothing: readers are told why, and later it is tried again`()
        async throws
    {
        let front = try await StoreFront.make()
        front.store.setFault { request in
            request.method == "PUT" && request.path.hasPrefix("/front/k")
                ? FakeStore.error(403, "AccessDenied") : nil
        }
        for key in ["k1", "k2"] { front.mirror.serve(key, OriginResource(seed: 1, size: 300_000)) }
        #expect(try await front.mirror.get("k1").end == .clean)
        try await front.mirror.waitForFills()
        let told = try await front.mirror.get("k2")
        #expect(told.end == .clean && told.bodyCount == 300_000)
        #expect(told["x-headwater-not-stored"] == "the store refused: 403 AccessDenied")
        #expect(front.store.requests("PUT", "front/k2").isEmpty)
        front.store.mend()
        try await poll("the bucket to be tried again") {
            _ = try await front.mirror.get("k2")
            try await front.mirror.waitForFills()
            return front.object("k2") != nil
        }
    }

    @Test(arguments: [true, false])
    func `a look that fails lets no write go over a client's`(isConditional: Bool) async throws {
        let front = try await StoreFront.make(flags: ["--store-timeout", "3s"])
        front.store.setConditional(isConditional)
        let gate = Gate()
        for (key, size) in [("small", UInt64(1 << 20)), ("large", 24 << 20)] {
            front.mirror.serve(
                key,
                OriginResource(seed: 3, size: size).gated(at: size / 2, by: gate)
            )
        }
        let small = try await front.mirror.begin("small", sink: .discard, readTo: 1000)
        let large = try await front.mirror.begin("large", sink: .discard, readTo: 1000)
        for key in ["small", "large"] { front.store.put("front/\(key)", [1, 2, 3]) }
        front.store.setFault { request in
            request.method == "HEAD" ? FakeStore.error(500, "InternalError") : nil
        }
        gate.open()
        for reader in [small, large] { #expect(try await reader.readAnswer().end == .clean) }
        try await front.mirror.waitForFills()
        for key in ["small", "large"] { #expect(front.object(key)?.body == [1, 2, 3]) }
        try await poll("no upload to be left") { front.store.uploadCount == 0 }
    }

    @Test func `an upload whose beginning was never answered is found again`() async throws {
        let front = try await StoreFront.make()
        front.mirror.serve("k", OriginResource(seed: 8, size: 24 << 20))
        // Begun, and the answer is lost: the second try succeeds.
        front.store.setLoss { request, answer in
            request.method == "POST" && request.target.hasSuffix("?uploads") && request.ordinal == 0
                ? .reset() : answer
        }
        #expect(try await front.mirror.get("k").end == .clean)
        let object = try await front.stored("k")
        #expect(object.body == StoreFront.bytes(seed: 8, size: 24 << 20))
        #expect(front.store.requests("POST", "front/k", query: "uploads").count == 2)
        try await poll("the first upload to be aborted") { front.store.uploadCount == 0 }
    }

    @Test func `a store that takes no more of a body is given up`() async throws {
        let origin = try await ScriptedOrigin.start(reads: false)
        let node = try await HeadwaterProcess.start(
            "full",
            options: ["--store", "s3:" + origin.url, "--store-timeout", "1s"],
            environment: ["HEADWATER_STORE_ACCESS_KEY": "a", "HEADWATER_STORE_SECRET_KEY": "b"]
        )
        let body = [UInt8](repeating: 7, count: 64 << 20)
        let answer = try await node.s3.request("PUT", "/b/k", body: body, within: .seconds(40))
        #expect(answer.status == 503 && answer.xml("Code") == "StoreUnavailable")
    }
}
