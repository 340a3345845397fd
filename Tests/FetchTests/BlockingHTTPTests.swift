import Fetch
import Glibc
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct BlockingHTTPTests {
    @Test func `a body and fields go out, status, fields and body come back`() throws {
        let seen = Mutex("")
        let server = ScriptedServer { connection in
            let head = connection.readHead() ?? ""
            let body = String(decoding: connection.readBody(5), as: UTF8.self)
            seen.withLock { $0 = head + "|" + body }
            connection.send(
                "HTTP/1.1 412 Precondition Failed\r\nContent-Length: 2\r\nX: y\r\n\r\nno"
            )
        }
        let response = try BlockingHTTP.perform(
            .put,
            server.url + "/v1/kv/a%2Fb",
            fields: [("If-None-Match", "*")],
            body: Array("hello".utf8)
        )
        #expect(response.status == 412)
        #expect(response.fields.map(\.name) == ["Content-Length", "X"])
        #expect(response.body == Array("no".utf8))
        let lines = seen.withLock { $0 }.split(separator: "\r\n").map(String.init)
        #expect(lines.first == "PUT /v1/kv/a%2Fb HTTP/1.1")
        #expect(lines.contains("If-None-Match: *"))
        #expect(!lines.contains { $0.hasPrefix("Expect") || $0.hasPrefix("Content-Type") })
        #expect(lines.last == "Content-Length: 5|hello")
    }

    @Test(arguments: [
        (BlockingHTTP.Method.delete, "DELETE / HTTP/1.1", nil), (.get, "GET / HTTP/1.1", nil),
        (.post, "POST / HTTP/1.1", "Content-Length: 0"),
        (.put, "PUT / HTTP/1.1", "Content-Length: 0"),
        (.head, "HEAD / HTTP/1.1", nil),
    ])
    func `each method without a body`(
        method: BlockingHTTP.Method,
        line: String,
        length: String?
    ) throws {
        let seen = Mutex("")
        let server = ScriptedServer { connection in
            let head = connection.readHead() ?? ""
            seen.withLock { $0 = head }
            connection.send("HTTP/1.1 204 No Content\r\n\r\n")
        }
        #expect(try BlockingHTTP.perform(method, server.url).status == 204)
        let lines = seen.withLock { $0 }.split(separator: "\r\n").map(String.init)
        #expect(lines.first == line)
        #expect(lines.first { $0.hasPrefix("Content-Length") } == length)
    }

    @Test func `nobody listening is told apart from silence`() throws {
        let port = ScriptedServer.closedPort()
        let refused = #expect(throws: BlockingFailure.self) {
            try BlockingHTTP.perform(.get, "http://127.0.0.1:\(port)/")
        }
        #expect(refused?.isUnreachable == true)
        let server = ScriptedServer { $0.waitForEnd() }
        let silent = #expect(throws: BlockingFailure.self) {
            try BlockingHTTP.perform(.get, server.url, timeout: .milliseconds(100))
        }
        guard case .timeout = silent else {
            Issue.record("not a time-out: \(String(describing: silent))")
            return
        }
    }

    @Test func `a body above the limit is refused`() {
        let server = ScriptedServer { connection in
            _ = connection.readHead()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world")
        }
        #expect(throws: BlockingFailure.tooLarge(limit: 10)) {
            try BlockingHTTP.perform(.get, server.url, maximumBytes: 10)
        }
    }

    @Test func `lines come while the answer is still going on`() throws {
        let isFirstSeen = Mutex(false)
        let server = ScriptedServer { connection in
            _ = connection.readHead()
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\none\nt\r\n")
            while !isFirstSeen.withLock({ $0 }) { sched_yield() }
            connection.send("5\r\nwo\r\n\n\r\n5\r\nthree\r\n0\r\n\r\n")
        }
        var lines: [String] = []
        let response = try BlockingHTTP.stream(.get, server.url) { line in
            lines.append(String(decoding: line, as: UTF8.self))
            isFirstSeen.withLock { $0 = true }
            return true
        }
        #expect(lines == ["one", "two", "", "three"])
        #expect(response.status == 200)
    }

    @Test func `a reader of lines may leave, and a refusal comes back whole`() throws {
        let server = ScriptedServer { connection in
            let head = connection.readHead() ?? ""
            if head.hasPrefix("GET /refused") {
                connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\na\nb\n")
            } else {
                connection.send("HTTP/1.1 200 OK\r\n\r\na\nb\n")
                connection.waitForEnd()
            }
        }
        var lines = 0
        _ = try BlockingHTTP.stream(.get, server.url) { _ in
            lines += 1
            return false
        }
        #expect(lines == 1)
        let refusal = try BlockingHTTP.stream(.get, server.url + "/refused") { _ in
            lines += 1
            return true
        }
        #expect(refusal.status == 404)
        #expect(refusal.body == Array("a\nb\n".utf8))
        #expect(lines == 1)
    }
}
