import JSON
import Node
import Testing

@Suite struct MappingBatchTests {
    private let world = AdminWorld()

    private func lines(_ count: Int, from first: Int = 0) -> String {
        (first..<first + count).map { "{\"key\":\"k\($0)\",\"value\":\"http://o\"}\n" }.joined()
    }

    @Test func `puts and deletes take effect in order`() async {
        _ = await world.call("PUT", "/v1/kv/old", "http://o")
        let answer = await world.call(
            "POST",
            "/v1/kv:batch",
            """
            {"key":"a","value":"http://one"}
            {"type":"put","key":"b","value":{"origin":"http://two","redirects":1},"revision":9}

            {"type":"delete","key":"old"}
            {"key":"a","value":"http://three"}
            """
        )
        #expect(answer.text == #"{"lines":4,"changes":4,"revision":2}"# + "\n")
        #expect(await world.call("GET", "/v1/kv").keys == ["a", "b"])
        #expect(
            await world.call("GET", "/v1/kv/a").json?["value"]?["origin"]?.text == "http://three"
        )
    }

    @Test func `lines cut anywhere into pieces are the same lines`() async {
        let text = Array(lines(30).utf8)
        for size in [1, 7, 64] {
            let world = AdminWorld()
            let pieces = Pieces(
                stride(from: 0, to: text.count, by: size).map {
                    String(decoding: text[$0..<min($0 + size, text.count)], as: UTF8.self)
                }
            )
            let answer = await world.call("POST", "/v1/kv:batch", .pieces { pieces.next() })
            #expect(answer.json?["lines"] == .integer(30))
            #expect(await world.call("GET", "/v1/kv").keys.count == 30)
        }
    }

    @Test func `each 1,000 lines are one revision`() async {
        let answer = await world.call("POST", "/v1/kv:batch", lines(2_500))
        #expect(answer.text == #"{"lines":2500,"changes":2500,"revision":3}"# + "\n")
        let last = await world.call("GET", "/v1/kv/k2499")
        #expect(last.json?["revision"] == .integer(3))
    }

    @Test(arguments: [
        ("{\"key\":\"x y\",\"value\":\"http://o\"}", "InvalidKey"),
        ("{\"key\":\"x\",\"value\":\"s4://o\"}", "InvalidMapping"),
        ("{\"key\":\"x\"}", "InvalidArgument"), ("{\"value\":\"http://o\"}", "InvalidArgument"),
        ("{\"type\":\"move\",\"key\":\"x\"}", "InvalidArgument"), ("{", "InvalidMapping"),
        ("[]", "InvalidArgument"),
    ])
    func `a wrong line is named and its part leaves no trace`(line: String, code: String) async {
        let body = lines(1_200) + line + "\n" + lines(5, from: 5_000)
        let answer = await world.call("POST", "/v1/kv:batch", body)
        #expect(answer.status == 400)
        #expect(answer.code == code)
        #expect(answer.json?["error"]?["line"] == .integer(1_201))
        #expect(answer.message.hasPrefix("line 1201: "))
        #expect(answer.message.contains("1000 lines before"))
        #expect(await world.call("GET", "/v1/kv/k999").status == 200)
        #expect(await world.call("GET", "/v1/kv/k1000").status == 404)
        #expect(await world.call("GET", "/v1/kv/k5000").status == 404)
    }

    @Test func `a retried batch takes effect once`() async {
        let key = [(name: "Idempotency-Key", value: String(repeating: "x", count: 128))]
        let first = await world.call("POST", "/v1/kv:batch", lines(1_500), fields: key)
        _ = await world.call("DELETE", "/v1/kv/k7")
        let again = await world.call("POST", "/v1/kv:batch", lines(1_500), fields: key)
        #expect(again.text == first.text)
        #expect(await world.call("GET", "/v1/kv/k7").status == 404)
        let other = await world.call("POST", "/v1/kv:batch", lines(3), fields: key)
        #expect(other.status == 422)
    }

    @Test func `nothing at all is a batch of nothing`() async {
        let answer = await world.call("POST", "/v1/kv:batch", "\n\n")
        #expect(answer.text == #"{"lines":0,"changes":0,"revision":0}"# + "\n")
    }
}
