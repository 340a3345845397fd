import Routing
import TestSupport
import Testing

/// Gateways of one cluster over real sockets: who fetches, who rides, and what breaks.
@Suite(.serialized) struct MemberTests {
    private static let mebibyte: UInt64 = 1 << 20

    @Test func `readers on all nodes cost the origin one GET`() async throws {
        try await Members.run { members in
            let key = members.key(of: "n1")
            let gate = Gate()
            let resource = OriginResource(seed: 1, size: 6 * Self.mebibyte)
            members.serve(key, resource.gated(at: 2 * Self.mebibyte, by: gate))
            var readers: [RawConnection] = []
            for member in members.all + members.all {
                readers.append(try await members.begin(key, at: member, resource.body))
            }
            try await gate.waitForArrival()
            for reader in readers {
                let head = try await reader.readHead()
                #expect(head.status == 200)
                #expect(head["x-headwater"]?.hasSuffix("fetcher=n1") == true)
            }
            // The first reader leaves; nobody else notices.
            readers.removeFirst().reset()
            gate.open()
            for reader in readers {
                let answer = try await reader.readAnswer()
                #expect(answer.end == .clean && answer.firstMismatch == nil)
                #expect(answer.bodyCount == 6 * Self.mebibyte)
            }
            #expect(members.gets(key) == 1)
        }
    }

    @Test func `what is stored with its fetcher is a hit at every node`() async throws {
        try await Members.run { members in
            let key = members.key(of: "n0")
            let resource = OriginResource(seed: 2, size: 300_000)
            members.serve(key, resource)
            let miss = try await members.all[1].client.request("GET", "/films/" + key)
            #expect(miss.status == 200 && miss.source == "miss")
            for member in members.all {
                let hit = try await poll("a hit at \(member.name)") {
                    let answer = try await member.client.request("GET", "/films/" + key)
                    return answer.source == "hit" ? answer : nil
                }
                #expect(hit.body == resource.body.bytes(0..<300_000))
                #expect(hit["ETag"] != nil)
                #expect(hit["x-headwater"] == "hit; node=\(member.name); fetcher=n0")
            }
            #expect(members.gets(key) == 1)
        }
    }

    @Test func `a fetcher that dies: every reader gets every byte, the origin sends the rest`()
        async throws
    {
        try await Members.run { members in
            let key = members.key(of: "n2")
            let gate = Gate()
            let size = 8 * Self.mebibyte
            let resource = OriginResource(seed: 3, size: size)
            members.serve(key, resource.gated(at: 5 * Self.mebibyte, by: gate))
            var readers: [RawConnection] = []
            for member in members.all[0..<2] {
                readers.append(try await members.begin(key, at: member, resource.body))
            }
            try await gate.waitForArrival()
            for reader in readers { _ = try await reader.readBody(atLeast: 4 * Self.mebibyte) }
            members.serve(key, resource)
            members.all[2].kill(members.peers)
            for reader in readers {
                let answer = try await reader.readAnswer()
                #expect(answer.end == .clean && answer.firstMismatch == nil)
                #expect(answer.bodyCount == size)
            }
            gate.open()
            let requests = members.origin.requests("/base/" + key).filter { $0.method == "GET" }
            #expect(requests.count == 2)
            #expect(requests.last?["Range"] != nil && requests.last?["If-Range"] == "\"v1\"")
        }
    }

    @Test func `a view changes while a fill runs: the new fetcher follows the old one`()
        async throws
    {
        try await Members.run { members in
            // n0 and n1 are all there is, then n2 comes and the path is its own.
            let key = members.key(of: "n2", but: "n0")
            members.view(2, ["n0", "n1"])
            let gate = Gate()
            let resource = OriginResource(seed: 4, size: 4 * Self.mebibyte)
            members.serve(key, resource.gated(at: 2 * Self.mebibyte, by: gate))
            var readers = [try await members.begin(key, at: members.all[1], resource.body)]
            try await gate.waitForArrival()
            members.view(3, ["n0", "n1", "n2"])
            for member in members.all {
                let reader = try await members.begin(key, at: member, resource.body)
                readers.append(reader)
                #expect(try await reader.readHead()["x-headwater"]?.hasSuffix("fetcher=n0") == true)
            }
            gate.open()
            for reader in readers {
                let answer = try await reader.readAnswer()
                #expect(answer.end == .clean && answer.firstMismatch == nil)
            }
            #expect(members.gets(key) == 1)
        }
    }

    @Test func `a HEAD anywhere is one HEAD and one GET at the origin`() async throws {
        try await Members.run { members in
            let key = members.key(of: "n1")
            let resource = OriginResource(seed: 5, size: 100_000)
            members.serve(key, resource)
            let head = try await members.all[2].client.request("HEAD", "/films/" + key)
            #expect(head.status == 200 && head.contentLength == 100_000)
            try await poll("the object at its fetcher") {
                try await members.all[1].client.request("HEAD", "/films/" + key).source == "hit"
            }
            for member in members.all {
                let again = try await member.client.request("HEAD", "/films/" + key)
                #expect(again.status == 200 && again.source == "hit")
            }
            #expect(members.gets(key) == 1 && members.origin.heads("/base/" + key) == 1)
        }
    }

    @Test func `ranges are read through, of what is stored and of what is missed`() async throws {
        try await Members.run { members in
            let key = members.key(of: "n1")
            let size = 40 * Self.mebibyte
            let gate = Gate()
            let resource = OriginResource(seed: 6, size: size)
            members.serve(key, resource.gated(at: Self.mebibyte, by: gate))
            let from = 30 * Self.mebibyte
            let range = [("Range", "bytes=\(from)-\(from + 99_999)")]
            let far = try await members.all[0].client.request(
                "GET",
                "/films/" + key,
                fields: range.map { (name: $0.0, value: $0.1) },
                sink: .compare(resource.body, from: from)
            )
            #expect(far.status == 206 && far.bodyCount == 100_000 && far.firstMismatch == nil)
            gate.open()
            try await poll("the object at its fetcher") {
                try await members.all[1].client.request("HEAD", "/films/" + key).source == "hit"
            }
            let suffix = try await members.all[2].client.request(
                "GET",
                "/films/" + key,
                fields: [("Range", "bytes=-10")]
            )
            #expect(suffix.status == 206 && suffix.source == "hit")
            #expect(suffix.body == resource.body.bytes(size - 10..<size))
            let beyond = try await members.all[2].client.request(
                "GET",
                "/films/" + key,
                fields: [("Range", "bytes=\(size)-")]
            )
            #expect(beyond.status == 416)
            let wholes = members.origin.requests("/base/" + key).filter {
                $0.method == "GET" && $0["Range"] == nil
            }
            #expect(wholes.count == 1)
        }
    }

    @Test func `what no origin has is 404 at every node, and remembered by its fetcher`()
        async throws
    {
        try await Members.run { members in
            let key = members.key(of: "n2")
            for member in members.all + members.all {
                let answer = try await member.client.request("GET", "/films/" + key)
                #expect(answer.status == 404 && answer.xml("Code") == "NoSuchKey")
            }
            #expect(members.gets(key) == 1)
        }
    }

    @Test func `lists are merged, a delete reaches all, other writes are refused`() async throws {
        try await Members.run { members in
            let keys = members.all.map { members.key(of: $0.name) }
            for key in keys {
                members.serve(key, OriginResource(seed: 7, size: 1_000))
                _ = try await members.all[0].client.request("GET", "/films/" + key)
            }
            try await poll("all in the list") {
                let list = try await members.all[1].client.request("GET", "/films?list-type=2")
                return list.xmlAll("Key") == keys.sorted()
            }
            let gone = try await members.all[2].client.request("DELETE", "/films/" + keys[0])
            #expect(gone.status == 204)
            let list = try await members.all[1].client.request("GET", "/films?list-type=2")
            #expect(list.xmlAll("Key") == keys.dropFirst().sorted())
            let put = try await members.all[0].client.request(
                "PUT",
                "/films/x",
                body: [1, 2, 3]
            )
            #expect(put.status == 409 && put.text.contains("--store s3:"))
            members.peers.drop("n2")
            let half = try await members.all[0].client.request("DELETE", "/films/" + keys[1])
            #expect(half.status == 503 && half.text.contains("n2"))
        }
    }

    @Test func `a bucket stays while any member has objects of it`() async throws {
        try await Members.run { members in
            let key = members.key(of: "n1")
            members.serve(key, OriginResource(seed: 7, size: 1_000))
            _ = try await members.all[0].client.request("GET", "/films/" + key)
            try await poll("it in the list") {
                let list = try await members.all[2].client.request("GET", "/films?list-type=2")
                return list.xmlAll("Key") == [key]
            }
            func deletion() async throws -> RawAnswer {
                try await members.all[0].client.request("DELETE", "/films")
            }
            let full = try await deletion()
            #expect(full.status == 409 && full.xml("Code") == "BucketNotEmpty")
            members.peers.drop("n1")
            let unknown = try await deletion()
            #expect(unknown.status == 503 && unknown.text.contains("n1"))
        }
    }

    @Test func `what a lone node had stays readable at all who join`() async throws {
        try await Members.run(2) { members in
            members.view(2, ["n0"])
            let lone = members.all[0]
            let put = try await lone.client.request("PUT", "/attic/old", body: Array("old".utf8))
            #expect(put.status == 200)
            members.view(3, ["n0", "n1"])
            let read = try await members.all[1].client.request("GET", "/attic/old")
            #expect(read.status == 200 && read.text == "old")
            let none = try await members.all[1].client.request("GET", "/attic/none")
            #expect(none.status == 404)
        }
    }
}
