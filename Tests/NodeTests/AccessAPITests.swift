import Catalog
import Hashing
import JSON
import Node
import Sealing
import Testing

@Suite struct AccessAPITests {
    private let world = AdminWorld()

    @Test func `a key is made with a secret that is shown once, listed and deleted`() async throws {
        let made = await world.call(
            "POST",
            "/v1/access",
            #"{"read":["movies","logs-*"],"admin":["own"],"description":"shop"}"#
        )
        #expect(made.status == 201)
        let name = try #require(made.json?["access-key"]?.text)
        let secret = try #require(made.json?["secret-key"]?.text)
        #expect(name.count == 20 && secret.count == 40)
        #expect(made.fields.contains { $0.name == "Cache-Control" && $0.value == "no-store" })

        let list = await world.call("GET", "/v1/access")
        #expect(!list.text.contains(secret) && !list.text.contains("secret"))
        let item = try #require(list.json?["items"]?.elements?.first)
        #expect(item["access-key"]?.text == name)
        #expect(item["read"]?.elements?.compactMap(\.text) == ["movies", "logs-*"])
        #expect(item["write"]?.elements?.isEmpty == true)
        #expect(item["description"]?.text == "shop")

        #expect(await world.call("DELETE", "/v1/access/\(name)").status == 204)
        #expect(await world.call("DELETE", "/v1/access/\(name)").status == 404)
        #expect(await world.call("GET", "/v1/access").json?["items"]?.elements?.isEmpty == true)
    }

    @Test func `a key of another store is taken as it is, once`() async {
        let body = #"{"write":["*"],"access-key":"AKIAEXAMPLE","secret-key":"wJalr/XUtn+FEMI"}"#
        #expect(
            await world.call("POST", "/v1/access", body).json?["access-key"]?.text == "AKIAEXAMPLE"
        )
        let again = await world.call("POST", "/v1/access", body)
        #expect(again.status == 409 && again.code == "KeyExists")
    }

    @Test(arguments: [
        ("", "JSON object"), ("[]", "JSON object"), ("{}", "grants"), (#"{"read":"b"}"#, "a list"),
        (#"{"read":[1]}"#, "a text"), (#"{"read":["a/b"]}"#, "read \"a/b\""),
        (#"{"read":["b"],"x":1}"#, "must be"), (#"{"read":["b"],"access-key":"AKI"}"#, "both"),
        (#"{"read":["b"],"access-key":"AKI","secret-key":"short"}"#, "8 to 256"),
        (#"{"read":["b"],"access-key":"AKI","secret-key":"sealed:xxxx"}"#, "8 to 256"),
        (#"{"read":["b"],"access-key":"a/b","secret-key":"long-enough"}"#, "letters"),
    ])
    func `what is wrong is refused by field and reason`(_ body: String, _ reason: String) async {
        let answer = await world.call("POST", "/v1/access", body)
        #expect(answer.status == 400 && answer.code == "InvalidAccessKey")
        #expect(answer.message.contains(reason), "\(answer.text)")
        #expect(!answer.message.contains("long-enough"))
    }

    @Test func `keys are listed in pages`() async throws {
        for number in 1...5 {
            let body =
                #"{"read":["b"],"access-key":"AK\#(number)","secret-key":"secret-\#(number)"}"#
            #expect(await world.call("POST", "/v1/access", body).status == 201)
        }
        var names: [String] = []
        var after = ""
        for _ in 0..<3 {
            let page = await world.call("GET", "/v1/access?limit=2\(after)")
            names += (page.json?["items"]?.elements ?? []).compactMap { $0["access-key"]?.text }
            after = (page.json?["next"]?.text).map { "&after=\($0)" } ?? ""
        }
        #expect(names == ["AK1", "AK2", "AK3", "AK4", "AK5"])
        #expect(after.isEmpty)
    }

    @Test func `a retried creation makes one key and says that it did`() async {
        let key = [(name: "Idempotency-Key", value: "k")]
        let body = #"{"read":["b"]}"#
        #expect(await world.call("POST", "/v1/access", body, fields: key).status == 201)
        #expect(await world.call("POST", "/v1/access", body, fields: key).status == 422)
        #expect(await world.call("GET", "/v1/access").json?["items"]?.elements?.count == 1)
    }

    @Test func `secrets are sealed for their owner, and opened with the key only`() throws {
        let keyring = try Keyring([ClusterKey(base64: Base64.encode(Array(0..<32)))])
        let box = SecretBox(keyring: keyring)
        let stored = box.seal("hush-hush", for: .accessKey("AK1"))
        #expect(stored.hasPrefix("sealed:") && !stored.contains("hush"))
        #expect(stored.utf8.count <= AccessLimits.storedSecretBytes)
        #expect(try box.open(stored, for: .accessKey("AK1")) == "hush-hush")
        #expect(throws: SecretError.self) { try box.open(stored, for: .accessKey("AK2")) }
        #expect(throws: SecretError.self) { try box.open(stored, for: .mapping(Array("AK1".utf8))) }
        let none = SecretBox(keyring: nil)
        #expect(throws: SecretError.self) { try none.open(stored, for: .accessKey("AK1")) }
        #expect(none.seal("plain", for: .accessKey("AK1")) == "plain")
        #expect(try box.open("plain", for: .accessKey("AK1")) == "plain")
        let longest = String(repeating: "x", count: 256)
        #expect(
            box.seal(longest, for: .accessKey("AK1")).utf8.count <= AccessLimits.storedSecretBytes
        )
    }
}
