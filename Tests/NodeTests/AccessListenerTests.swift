import Glibc
import TestSupport
import Testing

/// Who is let in by a node's S3 listener.
@Suite struct AccessListenerTests {
    @Test func `the first key closes a listener on loopback, the last one's end opens it`()
        async throws
    {
        let node = try await HeadwaterProcess.start()
        try await node.kvPut("b", origin: "http://127.0.0.1:1")
        try await node.kvDelete("b")
        #expect(try await node.put("b/k", [1]).status == 200)
        let client = try await SignedClient.make(on: node, ["admin": .array(["*"])])
        for answer in [
            try await node.get("b/k"), try await node.put("b/k", [2]), try await node.delete("b/k"),
            try await node.get(""),
        ] {
            #expect(answer.status == 403 && answer.xml("Code") == "AccessDenied")
        }
        #expect(try await client.request("GET", "b/k").body == [1])
        #expect(try await node.call("DELETE", "/v1/access/\(client.accessKey)").status == 204)
        #expect(try await node.get("b/k").status == 200)
    }

    @Test func `grants hold for each operation, and public-read opens reading`() async throws {
        let node = try await HeadwaterProcess.start()
        for bucket in ["mine", "other"] {
            try await node.kvPut(bucket, origin: "http://127.0.0.1:1")
            try await node.kvDelete(bucket)
        }
        try await node.kvPut("open", origin: "http://127.0.0.1:1", ["acl": "public-read"])
        let reader = try await SignedClient.make(on: node, ["read": .array(["mine"])])
        let writer = try await SignedClient.make(on: node, ["write": .array(["min*"])])
        #expect(try await writer.request("PUT", "mine/k", body: [1]).status == 200)
        #expect(try await writer.request("GET", "mine/k").status == 403)
        #expect(try await writer.request("GET", "mine").status == 403)
        #expect(try await writer.request("HEAD", "mine").status == 200)
        #expect(try await reader.request("GET", "mine/k").body == [1])
        #expect(try await reader.request("GET", "mine").status == 200)
        #expect(try await reader.request("PUT", "mine/k").status == 403)
        #expect(try await reader.request("DELETE", "mine/k").status == 403)
        #expect(try await reader.request("GET", "other").status == 403)
        #expect(try await reader.request("GET", "").xmlAll("Name") == ["mine"])
        // The origin of the open bucket answers nothing: what counts is who may ask.
        #expect(try await node.get("open/k").status == 502)
        #expect(try await node.get("open").status == 200)
        #expect(try await reader.request("GET", "open/k").status == 502)
        #expect(try await node.put("open/k", [1]).status == 403)
        let late = try await reader.request(
            "GET",
            "mine/k",
            secondsSince1970: SignedClient.now() - 1_000
        )
        #expect(late.status == 403 && late.xml("Code") == "RequestTimeTooSkewed")
    }

    @Test func `who may only write opens no object to others`() async throws {
        let node = try await HeadwaterProcess.start()
        for bucket in ["mine", "other"] {
            try await node.kvPut(bucket, origin: "http://127.0.0.1:1")
            try await node.kvDelete(bucket)
        }
        let owner = try await SignedClient.make(on: node, ["admin": .array(["*"])])
        let writer = try await SignedClient.make(on: node, ["write": .array(["mine"])])
        let open = [(name: "x-amz-acl", value: "public-read")]
        #expect(try await owner.request("PUT", "mine/k", body: [1]).status == 200)
        #expect(try await owner.request("PUT", "other/k", body: [1]).status == 200)
        let refused = try await writer.request("PUT", "mine/k", query: "acl", fields: open)
        #expect(refused.status == 403 && refused.xml("Code") == "AccessDenied")
        #expect(try await node.get("mine/k").status == 403)
        // Nor by a copy: its source must be readable.
        for source in ["mine/k", "other/k"] {
            let fields = open + [(name: "x-amz-copy-source", value: source)]
            #expect(try await writer.request("PUT", "mine/copy", fields: fields).status == 403)
            #expect(try await writer.request("PUT", "mine/k", fields: fields).status == 403)
        }
        #expect(try await node.get("mine/copy").status == 403)
        #expect(try await node.get("mine/k").status == 403)
        // What he stores himself he may give to everybody.
        let own = try await writer.request("PUT", "mine/own", body: [2], fields: open)
        #expect(own.status == 200)
        #expect(try await node.get("mine/own").body == [2])
        #expect(
            try await owner.request("PUT", "mine/k", query: "acl", fields: open).status == 200
        )
        #expect(try await node.get("mine/k").body == [1])
    }

    @Test func `who does not sign lists only where every mapping is public-read`() async throws {
        let node = try await HeadwaterProcess.start()
        let origin = "http://127.0.0.1:1"
        try await node.kvPut("media", origin: origin, ["acl": "public-read"])
        try await node.kvPut("media/private/", origin: origin)
        try await node.kvPut("shut", origin: origin)
        try await node.kvPut("shut/open/", origin: origin, ["acl": "public-read"])
        let owner = try await SignedClient.make(on: node, ["admin": .array(["*"])])
        let reader = try await SignedClient.make(on: node, ["read": .array(["media"])])
        let stranger = try await SignedClient.make(on: node, ["read": .array(["else"])])
        let keys = ["media/other/k", "media/private/k", "shut/k", "shut/open/k"]
        for key in keys {
            #expect(try await owner.request("PUT", key, body: [1]).status == 200)
        }
        let expected: [(bucket: String, prefix: String, keys: [String]?)] = [
            ("media", "", nil), ("media", "private/", nil), ("media", "private/k", nil),
            ("media", "p", nil), ("media", "other/", ["other/k"]), ("media", "q", []),
            ("shut", "", nil), ("shut", "open", nil), ("shut", "open/", ["open/k"]),
        ]
        for (bucket, prefix, keys) in expected {
            let prefix = PercentEncoding.segment(prefix)
            for form in ["list-type=2&prefix=", "delimiter=%2F&prefix=", "versions=&prefix="] {
                let query = form + prefix
                let answers = [
                    try await node.s3.request("GET", "/\(bucket)?\(query)"),
                    try await stranger.request("GET", bucket, query: query),
                ]
                for answer in answers {
                    #expect(answer.status == (keys == nil ? 403 : 200), "\(bucket)?\(query)")
                    #expect(answer.xmlAll("Key") == keys ?? [], "\(bucket)?\(query)")
                }
            }
        }
        let all = try await reader.request("GET", "media", query: "list-type=2")
        #expect(all.xmlAll("Key") == ["other/k", "private/k"])
        // The bucket's own list opens all of its objects, whatever their mappings say.
        let open = [(name: "x-amz-acl", value: "public-read")]
        #expect(try await owner.request("PUT", "shut", query: "acl", fields: open).status == 200)
        #expect(try await node.get("shut/k").status == 200)
        #expect(try await node.get("shut").xmlAll("Key") == ["k", "open/k"])
    }

    @Test func `secrets on disk are sealed under the cluster key`() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/key"
        try TextFile.write("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n", to: file)
        let node = try await HeadwaterProcess.start(options: ["--cluster-key-file", file])
        let client = try await SignedClient.make(on: node, ["admin": .array(["*"])])
        try await node.kvPut(
            "b",
            origin: "s3+http://127.0.0.1:1/x",
            [
                "credentials": .object([
                    "access-key": "AK", "secret-key": "secret-of-the-origin", "region": "r",
                ])
            ]
        )
        #expect(try await client.request("HEAD", "b").status == 200)
        try await node.killHard()
        let state = try #require(TextFile.read(node.dataFolder + "/state.lmdb"))
        #expect(state.contains(client.accessKey))
        #expect(!state.contains(client.secretKey))
        #expect(!state.contains("secret-of-the-origin"))
        try await node.restart()
        #expect(try await client.request("HEAD", "b").status == 200)
    }

    @Test func `a key rotated by SIGHUP alone leaves no secret behind`() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/key"
        try TextFile.write("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n", to: file)
        let node = try await HeadwaterProcess.start(options: ["--cluster-key-file", file])
        let early = try await SignedClient.make(on: node, ["admin": .array(["*"])])
        try await node.kvPut("b", origin: "http://127.0.0.1:1")
        try await node.kvDelete("b")
        for round in 1...2 {
            let rotated = try await node.command(["key", "rotate", file])
            #expect(rotated.status == .code(0))
            node.send(SIGHUP)
            try await poll("the keys to be read again") {
                node.log.split(separator: "cluster keys were read again").count == round + 1
            }
        }
        // The second step has another key seal: the one access key there is wants it.
        try await poll("the warning") {
            node.log.contains("access-keys=1") && node.log.contains("mappings=0")
        }
        let client = try await SignedClient.make(on: node, ["admin": .array(["*"])])
        #expect(try await client.request("HEAD", "b").status == 200)
        #expect(try await node.command(["key", "rotate", file]).status == .code(0))
        try await node.killHard()
        try await node.restart()
        #expect(try await client.request("HEAD", "b").status == 200)
        #expect(try await early.request("HEAD", "b").status != 200)
    }
}
