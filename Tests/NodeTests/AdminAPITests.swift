import Cluster
import JSON
import Node
import PeerProtocol
import Testing

@Suite struct AdminAPITests {
    private let world = AdminWorld()

    @Test func `a mapping is put, read, listed and deleted`() async throws {
        let put = await world.call("PUT", "/v1/kv/movies", " http://domain.com/movie\n")
        #expect(put.status == 200)
        #expect(put.json?["key"]?.text == "movies")
        #expect(put.json?["revision"] == .integer(1))
        #expect(put.json?["value"]?["origin"]?.text == "http://domain.com/movie")
        #expect(put.fields.contains { $0 == ("ETag", "\"1\"") })
        let get = await world.call("GET", "/v1/kv/movies")
        #expect(get.text == put.text)
        let list = await world.call("GET", "/v1/kv")
        #expect(list.json?["items"] == .array([try #require(put.json)]))
        #expect(list.json?["next"] == .null)
        #expect(list.json?["revision"] == .integer(1))
        #expect(await world.call("DELETE", "/v1/kv/movies").status == 204)
        #expect(await world.call("DELETE", "/v1/kv/movies").status == 204)
        let gone = await world.call("GET", "/v1/kv/movies")
        #expect(gone.status == 404)
        #expect(gone.code == "NotFound")
        #expect(gone.message.contains("movies"))
    }

    @Test(arguments: [
        ("b/a%20b", "b/a b"), ("b/a+b", "b/a+b"), ("b/%252F", "b/%2F"), ("b/x/y//z", "b/x/y//z"),
        ("b/..%2F", "b/../"), ("b/%C3%BC", "b/ü"),
    ])
    func `a key is decoded exactly once`(path: String, key: String) async {
        let put = await world.call("PUT", "/v1/kv/\(path)", #"{"origin":"http://o"}"#)
        #expect(put.json?["key"]?.text == key)
        #expect(await world.call("GET", "/v1/kv/\(path)").status == 200)
        #expect(await world.call("GET", "/v1/kv").keys == [key])
    }

    @Test(arguments: ["", "b/", "a%20b", "b/%00", "b/%FF", "b/%2", "b/%zz"])
    func `a wrong key is refused with the reason`(path: String) async {
        for method in ["GET", "PUT", "DELETE"] {
            let answer = await world.call(method, "/v1/kv/\(path)", "http://o")
            #expect(answer.status == 400)
            #expect(answer.message.contains("must"), "\(answer.text)")
        }
    }

    @Test(arguments: [
        ("", "the body must be an origin URL"), ("  \n", "the body must be an origin URL"),
        ("{", "invalid JSON at byte 1"), (#"{"origin":"s4://b"}"#, "scheme s4"),
        ("ftp://h", "scheme ftp"), (#"{"origin":"http://h","redirects":99}"#, "redirects \"99\""),
        (#"{"origin":"http://h","x":1}"#, "is no option"),
    ])
    func `an invalid mapping is refused by field and reason`(body: String, message: String) async {
        let answer = await world.call("PUT", "/v1/kv/b", body)
        #expect(answer.status == 400)
        #expect(answer.code == "InvalidMapping")
        #expect(answer.message.contains(message), "\(answer.text)")
    }

    @Test func `conditions make a write take effect or answer 412`() async {
        let create = [(name: "If-None-Match", value: "*")]
        #expect(await world.call("PUT", "/v1/kv/b", "http://one", fields: create).status == 200)
        let exists = await world.call("PUT", "/v1/kv/b", "http://two", fields: create)
        #expect(exists.status == 412)
        #expect(exists.code == "PreconditionFailed")
        #expect(exists.message.contains("revision 1"))
        let match = [(name: "if-match", value: "\"1\"")]
        #expect(await world.call("PUT", "/v1/kv/b", "http://two", fields: match).status == 200)
        #expect(await world.call("PUT", "/v1/kv/b", "http://no", fields: match).status == 412)
        #expect(await world.call("DELETE", "/v1/kv/b", fields: match).status == 412)
        #expect(await world.call("PUT", "/v1/kv/new", "http://no", fields: match).status == 412)
        let origin = await world.call("GET", "/v1/kv/b").json?["value"]?["origin"]?.text
        #expect(origin == "http://two")
        for (name, value) in [
            ("If-Match", "1"), ("If-Match", "\"x\""), ("If-Match", "*"), ("If-None-Match", "\"1\""),
            ("If-Match", ""),
        ] {
            let wrong = await world.call("PUT", "/v1/kv/b", "http://x", fields: [(name, value)])
            #expect(wrong.status == 400, "\(name): \(value)")
            #expect(wrong.message.contains(name))
        }
    }

    @Test func `an idempotency key makes a retry take effect once`() async {
        let key = [(name: "Idempotency-Key", value: "K1")]
        let first = await world.call("PUT", "/v1/kv/b", "http://one", fields: key)
        _ = await world.call("PUT", "/v1/kv/b", "http://two")
        let retry = await world.call("PUT", "/v1/kv/b", "http://one", fields: key)
        #expect(retry.text == first.text)
        #expect(
            await world.call("GET", "/v1/kv/b").json?["value"]?["origin"]?.text == "http://two"
        )
        let other = await world.call("PUT", "/v1/kv/c", "http://one", fields: key)
        #expect(other.status == 422)
        #expect(other.code == "IdempotencyKeyReused")
        for value in ["", String(repeating: "x", count: 129)] {
            let wrong = await world.call(
                "PUT",
                "/v1/kv/b",
                "http://x",
                fields: [("Idempotency-Key", value)]
            )
            #expect(wrong.status == 400)
        }
    }

    @Test func `pages join to the whole list`() async {
        for number in 0..<25 { _ = await world.call("PUT", "/v1/kv/k\(100 + number)", "http://o") }
        _ = await world.call("PUT", "/v1/kv/other", "http://o")
        var keys: [String] = []
        var after: String?
        repeat {
            let query = "?prefix=k&limit=10" + (after.map { "&after=\($0)" } ?? "")
            let page = await world.call("GET", "/v1/kv\(query)")
            keys += page.keys
            after = page.json?["next"]?.text
        } while after != nil
        #expect(keys == (0..<25).map { "k\(100 + $0)" })
    }

    @Test(arguments: [
        "limit=0", "limit=1001", "limit=x", "limit=", "consistency=eventual", "consistancy=local",
        "limit=5&limit=6", "prefix=%zz", "watch=-1", "watch=1&limit=5",
    ])
    func `a wrong parameter is refused`(query: String) async {
        let answer = await world.call("GET", "/v1/kv?\(query)")
        #expect(answer.status == 400)
        #expect(answer.code == "InvalidArgument")
    }

    @Test func `only a read that asks for consistency waits for the quorum`() async {
        _ = await world.call("PUT", "/v1/kv/b", "http://o")
        _ = await world.call("GET", "/v1/kv/b")
        _ = await world.call("GET", "/v1/kv")
        #expect(world.plane.barriers == 2)
        world.plane.fail(with: .noQuorum)
        #expect(await world.call("GET", "/v1/kv/b?consistency=local").status == 200)
        #expect(await world.call("GET", "/v1/kv?consistency=local").keys == ["b"])
        let read = await world.call("GET", "/v1/kv/b")
        #expect(read.status == 503)
        #expect(read.code == "NoQuorum")
        #expect(await world.call("PUT", "/v1/kv/b", "http://o").code == "NoQuorum")
        world.plane.fail(with: .diskFull)
        #expect(await world.call("PUT", "/v1/kv/b", "http://o").status == 507)
        world.plane.fail(with: .stalled)
        let stalled = await world.call("GET", "/v1/kv/b")
        #expect(stalled.status == 503)
        #expect(stalled.code == "StorageStalled")
        world.plane.fail(with: .storage("mdb_put: secret path"))
        let broken = await world.call("PUT", "/v1/kv/b", "http://o")
        #expect(broken.status == 500)
        #expect(!broken.text.contains("secret path"))
        #expect(world.node.reports == ["mdb_put: secret path"])
    }

    @Test(arguments: [
        ("GET", "/v1/kv"), ("GET", "/v1/kv/b"), ("PUT", "/v1/kv/b"), ("POST", "/v1/kv:batch"),
        ("GET", "/v1/members"), ("GET", "/v1/status"), ("GET", "/v1/route"), ("GET", "/v1/fills"),
        ("GET", "/v1/nothing"), ("GET", "/"),
    ])
    func `nothing is told without the token`(method: String, path: String) async {
        for token in [nil, "wrong", "sesam", "sesamee", ""] {
            let answer = await world.call(method, path, "http://o", token: token)
            #expect(answer.status == 401)
            #expect(answer.code == "Unauthorized")
            #expect(answer.fields.contains { $0.name == "WWW-Authenticate" })
        }
        let basic = await world.call(
            method,
            path,
            fields: [("Authorization", "Basic sesame")],
            token: nil
        )
        #expect(basic.status == 401)
        let twice = await world.call(method, path, fields: [("Authorization", "Bearer x")])
        #expect(twice.status == 401)
    }

    @Test func `health, readiness and metrics need no token unless metrics are private`() async {
        #expect(await world.call("GET", "/v1/health", token: nil).status == 200)
        #expect(await world.call("GET", "/v1/ready", token: nil).status == 200)
        world.node.setObstacles(["the store does not answer"])
        let ready = await world.call("GET", "/v1/ready", token: nil)
        #expect(ready.status == 503)
        #expect(ready.json?["obstacles"] == .array(["the store does not answer"]))
        let metrics = await world.call("GET", "/metrics", token: nil)
        #expect(metrics.text.hasSuffix("x_total 1\n"))
        #expect(metrics.fields.contains { $0.value.contains("version=0.0.4") })
        let secret = AdminWorld(hasPrivateMetrics: true)
        #expect(await secret.call("GET", "/metrics", token: nil).status == 401)
        #expect(await secret.call("GET", "/metrics").text.hasSuffix("x_total 1\n"))
    }

    @Test(arguments: [
        ("POST", "/v1/kv"), ("PATCH", "/v1/kv/b"), ("GET", "/v1/kv:batch"), ("PUT", "/v1/status"),
        ("DELETE", "/v1/members"), ("POST", "/v1/health"), ("POST", "/metrics"),
    ])
    func `a wrong method is refused with those that are right`(method: String, path: String) async {
        let answer = await world.call(method, path)
        #expect(answer.status == 405)
        #expect(answer.fields.contains { $0.name == "Allow" })
    }

    @Test func `members, status, route and fills are told as the contract says`() async {
        #expect(
            await world.call("GET", "/v1/members").text
                == #"{"items":[{"name":"one","state":"alive","cluster":"127.0.0.1:8402","#
                + #""s3":"127.0.0.1:8400","admin":"127.0.0.1:8401","version":"0.1","#
                + #""leaving":false,"lag":null}]}"# + "\n"
        )
        #expect(
            await world.call("GET", "/v1/status").text
                == #"{"name":"one","cluster":"c1","role":"leader","term":3,"leader":"one","#
                + #""commit":0,"applied":0,"voters":["one"],"learners":[],"#
                + #""view":{"number":1,"members":["one"]},"store":"disk","#
                + #""store-conditional-writes":null}"# + "\n"
        )
        #expect(
            await world.call("GET", "/v1/route?path=b/a%20b+c").text
                == #"{"path":"b/a b+c","mapping":null,"fetcher":null,"rank":["one"],"url":null}"#
                + "\n"
        )
        #expect(
            await world.call("GET", "/v1/fills").text
                == #"{"items":[{"path":"b/k","source":"origin","fetcher":"one","bytes":5,"#
                + #""size":null,"followers":2,"rate":7}]}"# + "\n"
        )
        for query in ["", "?path=", "?path=b", "?path=b/", "?path=/k", "?path=a%20b/k"] {
            #expect(await world.call("GET", "/v1/route\(query)").status == 400)
        }
        #expect(await world.call("GET", "/v1/nothing").status == 404)
    }

    @Test func `a body that comes in pieces is bounded`() async {
        let pieces = Pieces(["http://", "domain", ".com"])
        let put = await world.call("PUT", "/v1/kv/b", .pieces { pieces.next() })
        #expect(put.json?["value"]?["origin"]?.text == "http://domain.com")
        let endless = AdminRequest.Body.pieces { [UInt8](repeating: 0x61, count: 4_096) }
        #expect(await world.call("PUT", "/v1/kv/b", endless).status == 413)
        #expect(await world.call("POST", "/v1/kv:batch", endless).status == 413)
    }
}
