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
