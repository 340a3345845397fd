@testable import Gateway
import Routing
import TestSupport
import Testing

/// Gateways of one cluster in front of one store that all of them share.
@Suite(.serialized) struct SharedStoreTests {
    private static let large: UInt64 = 40 << 20

    private func whole(_ store: FakeStore, _ key: String, _ resource: OriginResource) -> Bool {
        store.object("films/" + key)?.body == resource.body.bytes(0..<resource.body.size)
    }

    @Test func `a miss goes to its fetcher, and a hit is any node's own`() async throws {
        let store = try await FakeStore.start(buckets: ["films"])
        try await Members.run(sharing: store) { members in
            let key = members.key(of: "n1")
            let gate = Gate()
            let resource = OriginResource(seed: 1, size: 3 << 20)
            members.serve(key, resource.gated(at: 1 << 20, by: gate))
            var readers: [RawConnection] = []
            for member in members.all {
                readers.append(try await members.begin(key, at: member, resource.body))
            }
            try await gate.waitForArrival()
            for reader in readers {
                #expect(try await reader.readHead()["x-headwater"]?.hasSuffix("fetcher=n1") == true)
            }
            gate.open()
            for reader in readers {
                let answer = try await reader.readAnswer()
                #expect(answer.end == .clean && answer.firstMismatch == nil)
            }
            try await poll("the object in the store") { whole(store, key, resource) }
            for member in members.all {
                let hit = try await member.client.request("GET", "/films/" + key)
                #expect(hit["x-headwater"] == "hit; node=\(member.name); fetcher=\(member.name)")
            }
            #expect(members.gets(key) == 1)
            #expect(store.requests("PUT", "films/" + key).count == 1)
        }
    }

    @Test func `who looked just before it was stored reads it from the store`() async throws {
        let store = try await FakeStore.start(buckets: ["films"])
        try await Members.run(sharing: store) { members in
            let key = members.key(of: "n1")
            let resource = OriginResource(seed: 2, size: 300_000)
            members.serve(key, resource)
            let gate = Gate()
            store.setLoss { request, answer in
                guard request.method == "GET", request.ordinal == 0 else { return answer }
                var late = answer
                late.silenceBeforeHead = gate
                return late
            }
            let late = try await members.begin(key, at: members.all[0], resource.body)
            try await gate.waitForArrival()
            let first = try await members.all[1].client.request("GET", "/films/" + key)
            #expect(first.source == "miss")
            try await poll("the object in the store") { whole(store, key, resource) }
            try await poll("the fill to end") {
                members.all[1].services.misses.runningCount == 0
            }
            // The store said that there is no such object, before there was one.
            gate.open()
            let answer = try await late.readAnswer()
            #expect(answer.status == 200 && answer.end == .clean && answer.source == "hit")
            #expect(answer.firstMismatch == nil && answer.bodyCount == 300_000)
            #expect(members.gets(key) == 1)
        }
    }

    @Test func `what is deleted through any node is not brought back by its fetcher`()
        async throws
    {
        let store = try await FakeStore.start(buckets: ["films"])
        try await Members.run(sharing: store) { members in
            let key = members.key(of: "n1")
            let gate = Gate()
            let resource = OriginResource(seed: 5, size: 2 << 20)
            members.serve(key, resource.gated(at: 1 << 20, by: gate))
            let reader = try await members.begin(key, at: members.all[0], resource.body)
            try await gate.waitForArrival()
            let deleted = try await members.all[2].client.request("DELETE", "/films/" + key)
            #expect(deleted.status == 204)
            try await poll("the fetcher to hear of it") { members.all[1].gateway.fills().isEmpty }
            gate.open()
            let answer = try await reader.readAnswer()
            #expect(answer.end == .clean && answer.firstMismatch == nil)
            try await poll("the fill to end") { members.all[1].gateway.runningFills == 0 }
            #expect(store.object("films/" + key) == nil)
            #expect(store.requests("PUT", "films/" + key).isEmpty)
        }
    }

    @Test(arguments: [Self.large, 8 << 20])
    func `a stand-in stores the whole, of which another member brought the begin`(
        size: UInt64
    ) async throws {
        let store = try await FakeStore.start(buckets: ["films"])
        try await Members.run(sharing: store) { members in
            let key = members.key(of: "n2")
            let view = RoutingView(number: 1, members: members.all.map(\.name))
            let ranks = PathRanks(path: Array("films/\(key)".utf8), rule: nil, view: view)
            let standIn = try #require(members.all.first { $0.name == ranks.names[1] })
            let gate = Gate()
            let resource = OriginResource(seed: 3, size: size)
            members.serve(key, resource.gated(at: size - 200_000, by: gate))
            let reader = try await members.begin(key, at: standIn, resource.body)
            try await gate.waitForArrival()
            _ = try await reader.readBody(atLeast: size / 2)
            members.serve(key, resource)
            members.all[2].kill(members.peers)
            let answer = try await reader.readAnswer()
            #expect(answer.end == .clean && answer.firstMismatch == nil)
            try await poll("the object in the store") { whole(store, key, resource) }
            let object = try #require(store.object("films/" + key))
            #expect(object.fields.contains { $0.name == "x-amz-meta-origin-etag" })
            let requests = members.origin.requests("/base/" + key).filter { $0.method == "GET" }
            #expect(requests.count == 2 && requests.last?["If-Range"] == "\"v1\"")
            // What the dead has begun is its own to abort when it is back.
            #expect(store.uploadCount == (size == Self.large ? 1 : 0))
            gate.open()
        }
    }
}
