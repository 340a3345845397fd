import JSON
import Node
import Testing

@Suite struct WatchTests {
    private let world = AdminWorld()

    private func read(_ lines: ChangeLines, count: Int) async throws -> [String] {
        var found: [String] = []
        for try await piece in lines {
            #expect(piece.last == 0x0A)
            found += String(decoding: piece, as: UTF8.self).split(separator: "\n").map(String.init)
            if found.count >= count { break }
        }
        return found
    }

    @Test func `a watch gives what was and what comes`() async throws {
        _ = await world.call("PUT", "/v1/kv/a", "http://one")
        _ = await world.call("PUT", "/v1/kv/b/x", "http://two")
        let lines = try await world.watch("/v1/kv?prefix=b&watch=0")
        let reader = Task { try await read(lines, count: 4) }
        _ = await world.call("DELETE", "/v1/kv/a")
        _ = await world.call(
            "POST",
            "/v1/kv:batch",
            """
            {"key":"b","value":"http://three"}
            {"type":"delete","key":"b/x"}
            {"key":"b/y","value":"http://four"}
            """
        )
        let changes = try await reader.value.map { try JSONReader.read(Array($0.utf8)) }
        #expect(changes.map { $0["key"]?.text } == ["b/x", "b", "b/x", "b/y"])
        #expect(changes.map { $0["type"]?.text } == ["put", "put", "delete", "put"])
        #expect(changes.map { $0["revision"]?.integer } == [2, 4, 4, 4])
        #expect(changes.map { $0["more"]?.bool } == [nil, true, true, nil])
        #expect(changes[1]["value"]?["origin"]?.text == "http://three")
    }

    @Test func `a watch ends with the control plane`() async throws {
        let lines = try await world.watch("/v1/kv?watch=0")
        let reader = Task { try await read(lines, count: 1) }
        world.plane.close()
        #expect(try await reader.value == [])
    }

    @Test func `a watch from a forgotten revision is told to list afresh`() async throws {
        let world = AdminWorld(keptChanges: 10)
        for number in 0..<20 { _ = await world.call("PUT", "/v1/kv/k\(number)", "http://o") }
        let answer = await world.call("GET", "/v1/kv?watch=1")
        #expect(answer.status == 410)
        #expect(answer.code == "RevisionCompacted")
        let listed = await world.call("GET", "/v1/kv?limit=1").json?["revision"]?.integer
        #expect(listed == 20)
        _ = try await world.watch("/v1/kv?watch=\(listed ?? 0)")
    }
}
