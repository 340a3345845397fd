import Glibc
import TestSupport
import Testing

/// A store behind the node that is spoken to by TLS.
@Suite struct SecureStoreTests {
    private static let large: UInt64 = 20 << 20

    private func node(_ url: String, _ flags: [String]) async throws -> HeadwaterProcess {
        try await HeadwaterProcess.start(
            "secure",
            options: ["--store", "s3:" + url, "--threads", "1"] + flags,
            environment: ["HEADWATER_STORE_ACCESS_KEY": "a", "HEADWATER_STORE_SECRET_KEY": "b"]
        )
    }

    private func mirror(_ node: HeadwaterProcess) async throws -> Mirror {
        let mirror = Mirror(
            node: node,
            origin: try await ScriptedOrigin.start(),
            bucket: StoreFront.bucket
        )
        try await mirror.map([:])
        return mirror
    }

    @Test(arguments: ["path", "virtual-host"])
    func `requests pass, and fills are stored, by TLS`(style: String) async throws {
        let certificate = try await TestCertificate.make(
            "DNS:localhost",
            "DNS:front.localhost",
            "IP:127.0.0.1"
        )
        let store = try await FakeStore.start(
            buckets: [StoreFront.bucket],
            domain: "localhost",
            certificate: certificate
        )
        let host = style == "path" ? "127.0.0.1" : "localhost"
        let node = try await node(
            "https://\(host):\(store.origin.port)",
            ["--store-ca-file", certificate.file, "--store-style", style]
        )
        let mirror = try await mirror(node)
        let body = StoreFront.bytes(seed: 1, size: 3 << 20)
        #expect(try await mirror.put("put", body).status == 200)
        #expect(store.object("front/put")?.body == body)
        #expect(try await mirror.get("put").body == body)
        for (key, size) in [("small", 300_000), ("large", Self.large)] {
            mirror.serve(key, OriginResource(seed: 2, size: size))
            let miss = try await mirror.get(key)
            #expect(miss.end == .clean && miss.source == "miss")
            let hit = try await mirror.hit(key)
            #expect(hit.body == StoreFront.bytes(seed: 2, size: size))
        }
        #expect(store.requests("PUT", "front/large", query: "partNumber=").count == 3)
        let put = try #require(store.requests("PUT", "front/small").first)
        let named = style == "path" ? "127.0.0.1" : "front.localhost"
        #expect(put["Host"] == "\(named):\(store.origin.port)")
    }

    @Test(arguments: ["untrusted", "name", "silent"])
    func `a store that cannot be trusted is told as 503, and why in the log`(
        wrong: String
    ) async throws {
        let certificate = try await TestCertificate.make(
            wrong == "name" ? "DNS:store.example" : "IP:127.0.0.1"
        )
        // Without TLS it waits for a head for ever.
        let origin = try await ScriptedOrigin.start(
            certificate: wrong == "silent" ? nil : certificate
        )
        origin.serveEverythingElse { _ in .status(200) }
        let node = try await node(
            "https://127.0.0.1:\(origin.port)",
            wrong == "untrusted" ? [] : ["--store-ca-file", certificate.file]
        )
        for method in ["GET", "PUT", "GET"] {
            let answer = try await node.s3.request(method, "/b/k", within: .seconds(20))
            #expect(answer.status == 503 && answer.xml("Code") == "StoreUnavailable")
            #expect(!answer.text.contains("CERTIFICATE"))
        }
        let reason =
            switch wrong {
            case "untrusted": "CERTIFICATE_VERIFY_FAILED"
            case "name": "not for the store's name"
            default: "took too long"
            }
        try await poll("the log to name the reason") {
            node.log.contains("store is not trusted") && node.log.contains(reason)
        }
        #expect(origin.requests.isEmpty)
        let lines = node.log.split(separator: "\n").filter { $0.contains("store is not trusted") }
        #expect(lines.count == 1)
    }

    @Test func `SIGHUP has the node trust a store whose authority is new`() async throws {
        let (old, new) = (
            try await TestCertificate.make("IP:127.0.0.1"),
            try await TestCertificate.make("IP:127.0.0.1")
        )
        let store = try await FakeStore.start(buckets: [StoreFront.bucket], certificate: new)
        let folder = try TemporaryFolder()
        let file = folder.path + "/authorities.pem"
        try TextFile.write(try #require(TextFile.read(old.file)), to: file)
        let node = try await node(
            "https://127.0.0.1:\(store.origin.port)",
            ["--store-ca-file", file]
        )
        let path = "/\(StoreFront.bucket)/k"
        func put() async throws -> Int {
            try await node.s3.request("PUT", path, body: [1], within: .seconds(20)).status
        }
        #expect(try await put() == 503)
        try TextFile.write("no certificate", to: file)
        node.send(SIGHUP)
        try await poll("the old authorities to stay") { node.log.contains("stays as it was") }
        #expect(try await put() == 503)
        try TextFile.write(try #require(TextFile.read(new.file)), to: file)
        node.send(SIGHUP)
        try await poll("the file to be read again") { node.log.contains("was read again") }
        // Who has failed is left alone for a moment.
        try await poll("the store to be trusted") { try await put() == 200 }
        #expect(store.object("front/k")?.body == [1])
        let mirror = try await mirror(node)
        mirror.serve("missing", OriginResource(seed: 3, size: 300_000))
        #expect(try await mirror.get("missing").source == "miss")
        #expect(try await mirror.hit("missing").body == StoreFront.bytes(seed: 3, size: 300_000))
    }

    @Test(arguments: [
        (["--store-ca-file", "/nowhere.pem"], "--store-ca-file: /nowhere.pem has no certificate"),
        (["--store-style", "virtual-host"], "127.0.0.1 is an address"),
    ])
    func `what cannot be is refused at the start`(flags: [String], message: String) async throws {
        let error = await #expect(throws: TestSupportError.self) {
            _ = try await node("https://127.0.0.1:9", flags)
        }
        #expect("\(String(describing: error))".contains(message))
    }
}
