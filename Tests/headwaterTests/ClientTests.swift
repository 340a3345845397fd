import ArgumentParser
import Fetch
import JSON
import Testing

@testable import headwater

@Suite struct ClientTests {
    private func client(_ transport: ScriptedTransport, token: String? = "t") throws -> AdminClient
    {
        try AdminClient(node: "http://n:1/", token: token, transport: transport)
    }

    private func failure(_ status: Int, _ body: String, token: String? = "t") throws
        -> CommandFailure
    {
        let client = try client(ScriptedTransport([(status, body)]), token: token)
        return try #require(throws: CommandFailure.self) { try client.call(.get, "/v1/x") }
    }

    @Test func `a call carries the token and reads the answer`() throws {
        let transport = ScriptedTransport([(200, #"{"a":1}"#), (204, "")])
        let client = try client(transport)
        #expect(try client.call(.put, "/v1/kv/b", body: Array("x".utf8)) == ["a": .integer(1)])
        #expect(try client.call(.delete, "/v1/kv/b") == .null)
        #expect(
            transport.requests.first
                == ScriptedTransport.Request(
                    method: .put,
                    url: "http://n:1/v1/kv/b",
                    fields: ["Authorization: Bearer t"],
                    body: "x"
                )
        )
    }

    @Test func `refusals exit 1 and a lost quorum or node 3`() throws {
        let notFound = try failure(404, #"{"error":{"code":"NotFound","message":"no b"}}"#)
        #expect(notFound == CommandFailure(.refused, "no b (NotFound)"))
        let quorum = try failure(503, #"{"error":{"code":"NoQuorum","message":"none"}}"#)
        #expect(quorum.code == .unreachable)
        #expect(try failure(200, "<html>").code == .refused)
        #expect(try failure(502, "").message.contains("502"))
        let unauthorized = try failure(401, "", token: nil)
        #expect(unauthorized.message.contains("--token"))
        for failure in [
            BlockingFailure.refused("x"), .unresolved("x"), .timeout("x"), .tls("x"), .broken("x"),
        ] {
            let client = try client(ScriptedTransport(failure: failure))
            let error = try #require(throws: CommandFailure.self) { try client.call(.get, "/") }
            #expect(error.code == .unreachable)
        }
        #expect(throws: CommandFailure.self) {
            try AdminClient(node: "n:1", token: nil, transport: ScriptedTransport())
        }
    }

    @Test func `a stream hands out objects and ends with an error line`() throws {
        let transport = ScriptedTransport([
            (200, "{\"a\":1}\n{\"a\":2}\n{\"error\":{\"code\":\"C\",\"message\":\"m\"}}\n"),
            (200, "{\"a\":1}\n{\"a\":2}\n"),
            (410, #"{"error":{"code":"RevisionCompacted","message":"list"}}"#),
        ])
        let client = try client(transport)
        var seen: [Int64] = []
        let error = try #require(throws: CommandFailure.self) {
            try client.stream("/w") { object throws(CommandFailure) in
                seen.append(object["a"]?.integer ?? 0)
                return true
            }
        }
        #expect(error == CommandFailure(.refused, "m (C)"))
        #expect(seen == [1, 2])
        seen = []
        try client.stream("/w") { object throws(CommandFailure) in
            seen.append(object["a"]?.integer ?? 0)
            return false
        }
        #expect(seen == [1])
        #expect(throws: CommandFailure.self) {
            try client.stream("/w") { _ throws(CommandFailure) in true }
        }
    }

    @Test func `pages are asked for until there is no next`() throws {
        let transport = ScriptedTransport([
            (200, #"{"items":[{"key":"a b"}],"next":"a b","revision":7}"#),
            (200, #"{"items":[{"key":"c"}],"next":null,"revision":9}"#),
        ])
        let pages = MappingPages(client: try client(transport), prefix: "a/+", isLocal: true)
        var keys: [String] = []
        let revision = try pages.each { items throws(CommandFailure) in
            keys += items.compactMap { $0["key"]?.text }
        }
        #expect(keys == ["a b", "c"])
        #expect(revision == 7)
        #expect(
            transport.requests.map(\.url) == [
                "http://n:1/v1/kv?limit=1000&prefix=a%2F%2B&consistency=local",
                "http://n:1/v1/kv?limit=1000&prefix=a%2F%2B&after=a%20b&consistency=local",
            ]
        )
    }

    @Test(arguments: [
        ("127.0.0.1:8400", "http://n:1", "http://127.0.0.1:8400"),
        ("0.0.0.0:8400", "http://n:1", "http://n:8400"),
        ("[::]:8400", "http://[fe80::1]:1", "http://[fe80::1]:8400"),
        ("[::1]:8400", "http://n", "http://[::1]:8400"),
        ("10.0.0.1:8400", "https://n:1", "https://10.0.0.1:8400"),
        ("0.0.0.0:8400", "https://n:1", "https://n:8400"),
    ])
    func `the S3 listener is found by the node's own name`(
        s3: String,
        node: String,
        expected: String
    ) throws {
        let transport = ScriptedTransport([
            (200, #"{"name":"two"}"#),
            (200, #"{"items":[{"name":"one","s3":"x:1"},{"name":"two","s3":"\#(s3)"}]}"#),
        ])
        let client = try AdminClient(node: node, token: nil, transport: transport)
        #expect(try S3Address.find(client) == expected)
    }

    @Test func `keys and paths are encoded once`() {
        #expect(URLText.path("b/a b+%/ü..") == "b/a%20b%2B%25/%C3%BC..")
        #expect(URLText.query("b/a&=") == "b%2Fa%26%3D")
        #expect(URLText.encode([0xFF, 0x00], keepsSlashes: true) == "%FF%00")
    }

    @Test func `flags become the mapping object that the node checks`() throws {
        let command = try PutCommand.parse([
            "b/p", "http://o", "--also", "http://x", "--also", "http://y", "--acl", "public-read",
            "--max-bandwidth", "50MB", "--max-connections", "7", "--on-miss", "redirect",
            "--on-head", "ask", "--header", "A: 1: 2", "--header", "B:", "--host", "h", "--query",
            "forward", "--redirects", "3", "--negative-ttl", "1m", "--idle-timeout", "5s",
            "--max-object", "1TB", "--allow-private-addresses", "--if-revision", "9",
        ])
        let text = String(
            decoding: JSONWriter.bytes(try command.flags.object(origin: command.origin)),
            as: UTF8.self
        )
        #expect(
            text == #"{"origin":"http://o","also":["http://x","http://y"],"acl":"public-read","#
                + #""max-bandwidth":"50MB","max-connections":7,"on-miss":"redirect","#
                + #""on-head":"ask","headers":{"A":"1: 2","B":""},"host":"h","query":"forward","#
                + #""redirects":3,"negative-ttl":"1m","idle-timeout":"5s","max-object":"1TB","#
                + #""allow-private-addresses":true}"#
        )
        let plain = try PutCommand.parse(["b", "http://o"])
        #expect(try plain.flags.object(origin: "http://o") == ["origin": "http://o"])
        #expect(throws: (any Error).self) {
            try PutCommand.parse(["b", "http://o", "--if-absent", "--if-revision", "1"])
        }
        for headers in [["--header", "A"], ["--header", "A: 1", "--header", "A: 2"]] {
            let command = try PutCommand.parse(["b", "http://o"] + headers)
            #expect(throws: CommandFailure.self) { try command.flags.object(origin: "x") }
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:8000/films", "127.0.0.1", "loopback"),
        ("https://LOCALHOST/", "localhost", "loopback"),
        ("http://10.1.2.3/a", "10.1.2.3", "private"),
        ("http://[fe80::1]/a", "[fe80::1]", "link-local"),
    ])
    func `an origin that no node asks is told at once`(_ origin: String, host: String, kind: String)
    {
        let warning = OriginReach.warning(
            origins: ["http://domain.com/a", origin],
            allowsPrivateAddresses: false
        )
        #expect(warning?.hasPrefix("\(host) is not") == true)
        #expect(warning?.contains("(\(kind))") == true)
        #expect(OriginReach.warning(origins: [origin], allowsPrivateAddresses: true) == nil)
    }

    @Test(arguments: ["http://domain.com/a", "http://93.184.215.14/", "s3://bucket/p", "nonsense"])
    func `an origin that may be asked is no reason to warn`(_ origin: String) {
        #expect(OriginReach.warning(origins: [origin], allowsPrivateAddresses: false) == nil)
    }

    @Test func `a table tells what differs from the defaults`() throws {
        let item = try JSONReader.read(
            Array(
                #"""
                {"key":"movies","revision":12,"value":{"origin":"http://o","acl":"public-read",
                "max-connections":64,"redirects":3,"headers":{"A":"1"},"query":"drop"}}
                """#.utf8
            )
        )
        #expect(
            MappingTable.lines([item, ["key": "b"]]) == [
                "KEY     REVISION  ORIGIN    OPTIONS",
                #"movies  12        http://o  acl=public-read redirects=3 headers={"A":"1"}"#,
                "b       0         -",
            ]
        )
        #expect(
            WatchCommand.line(["type": "delete", "key": "b", "revision": .integer(4)])
                == "4  delete  b"
        )
        let change: JSONValue = [
            "type": "put", "key": "b", "value": ["origin": "http://o", "redirects": .integer(1)],
            "revision": .integer(5),
        ]
        #expect(WatchCommand.line(change) == "5  put  b  http://o  redirects=1")
    }

    @Test func `every command describes itself`() {
        let help = HeadwaterCommand.helpMessage()
        for name in ["serve", "kv", "members", "status", "route", "warm", "key"] {
            #expect(help.contains("  \(name) "), "\(name) is missing in:\n\(help)")
        }
    }
}
