import Fetch
import Glibc
import Synchronization
import Testing

/// Fetches from a scripted server over loopback.
///
/// No test sleeps; a hang ends at the time limit.
@Suite(.timeLimit(.minutes(1))) struct FetchTests {
    private func fetch(
        _ server: ScriptedServer,
        _ path: String = "/",
        _ recorder: Recorder = Recorder(),
        change: (inout FetchRequest) -> Void = { _ in }
    ) async -> Recorder {
        let thread = FetchThread()
        var request = FetchRequest(url: server.url + path, permitsAddress: { _ in true })
        change(&request)
        thread.start(request, recorder)
        _ = await recorder.end()
        thread.shutdown()
        #expect(recorder.endCount == 1)
        return recorder
    }

    /// Answers each request of each connection with the same bytes, then closes.
    private func answering(_ bytes: String) -> ScriptedServer {
        ScriptedServer { connection in
            guard connection.readHead() != nil else { return }
            connection.send(bytes)
        }
    }

    @Test func `a whole answer arrives with its head and body`() async {
        let server = answering(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"a\" \r\nX-One:\t1\r\nx-one: 2\r\n\r\nhello"
        )
        let recorder = await fetch(server)
        #expect(await recorder.end() == .complete(delimitedByClose: false))
        #expect(recorder.head?.status == 200)
        #expect(recorder.head?.httpVersion == "1.1")
        #expect(recorder.head?.contentLength == 5)
        #expect(recorder.head?.fields.map(\.name) == ["Content-Length", "ETag", "X-One", "x-one"])
        #expect(recorder.head?.fields.map(\.value) == ["5", "\"a\"", "1", "2"])
        #expect(recorder.text == "hello")
    }

    @Test func `path, fields and range are sent as they are and nothing is added`() async {
        let seen = Mutex("")
        let server = ScriptedServer { connection in
            let head = connection.readHead() ?? ""
            seen.withLock { $0 = head }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        let path = "/a//b/../%2F%2e/+%20~'()?q=%2f&r=a/../b"
        _ = await fetch(server, path) {
            $0.fields = [
                ("Host", "example.org"), ("User-Agent", "headwater/1"), ("Empty", ""),
                ("Evil", "a\r\nInjected: 1"),
            ]
            $0.range = (7, nil)
        }
        #expect(
            seen.withLock { $0 }.split(separator: "\r\n").map(String.init) == [
                "GET \(path) HTTP/1.1", "Host: example.org", "Accept: */*",
                "User-Agent: headwater/1", "Empty:", "Range: bytes=7-",
            ]
        )
    }

    @Test func `a HEAD has a length and no body`() async {
        let server = answering("HTTP/1.1 200 OK\r\nContent-Length: 123456789012\r\n\r\n")
        let recorder = await fetch(server) { $0.method = .head }
        #expect(await recorder.end() == .complete(delimitedByClose: false))
        #expect(recorder.head?.contentLength == 123_456_789_012)
        #expect(recorder.body.isEmpty)
    }

    @Test func `a body may be as long as a file, and no longer`() async {
        func length(_ text: String) async -> Recorder {
            let server = answering("HTTP/1.1 200 OK\r\nContent-Length: \(text)\r\n\r\n")
            return await fetch(server) { $0.method = .head }
        }
        let longest = await length("9223372036854775807")
        #expect(await longest.end() == .complete(delimitedByClose: false))
        #expect(longest.head?.contentLength == UInt64(Int64.max))
        for text in ["9223372036854775808", "18446744073709551615", "18446744073709551616"] {
            #expect(await length(text).failure() == .protocolError)
        }
    }

    @Test func `chunks are put together and their trailers are no fields`() async {
        let server = answering(
            """
            HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n\
            HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
            3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nX-Trailer: 1\r\n\r\n
            """
        )
        let recorder = await fetch(server)
        #expect(await recorder.end() == .complete(delimitedByClose: false))
        #expect(recorder.head?.fields.map(\.name) == ["Transfer-Encoding"])
        #expect(recorder.head?.contentLength == nil)
        #expect(recorder.text == "abcdefg")
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nhello",
        "HTTP/1.0 200 OK\r\nContent-Length: 10\r\n\r\nhello",
    ])
    func `edge 17: a short body never ends well`(answer: String) async {
        let recorder = await fetch(answering(answer))
        #expect(await recorder.failure() == .truncated)
        #expect(recorder.text == "hello")
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", "HTTP/1.0 200 OK\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    ])
    func `edge 17: a reset is told apart from an end`(answer: String) async {
        let arrived = Mutex(false)
        let server = ScriptedServer { connection in
            _ = connection.readHead()
            connection.send(answer)
            // The client's close of a second connection says that it has read so far.
            while !arrived.withLock({ $0 }) { sched_yield() }
            connection.reset()
        }
        let recorder = Recorder(onBody: { _, _ in
            arrived.withLock { $0 = true }
            return .proceed
        })
        _ = await fetch(server, "/", recorder)
        #expect(await recorder.failure() == .reset)
    }

    @Test func `a body of HTTP 1.0 ends by close, and that is said`() async {
        let recorder = await fetch(answering("HTTP/1.0 200 OK\r\n\r\nhello"))
        #expect(await recorder.end() == .complete(delimitedByClose: true))
        #expect(recorder.head?.httpVersion == "1.0")
        #expect(recorder.head?.isDelimitedByClose == true)
        #expect(recorder.text == "hello")
    }

    @Test func `an answer without a body is not delimited by close`() async {
        let recorder = await fetch(answering("HTTP/1.1 304 Not Modified\r\n\r\n"))
        #expect(await recorder.end() == .complete(delimitedByClose: false))
    }

    @Test func `a connection that closes without a word is a reset`() async {
        let server = ScriptedServer { _ = $0.readHead() }
        #expect(await fetch(server).failure() == .reset)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\nhello",
    ])
    func `what is not HTTP is a protocol error`(answer: String) async {
        #expect(await fetch(answering(answer)).failure() == .protocolError)
    }

    @Test(arguments: [(lines: 1, length: 70_000), (1, 400_000), (300, 1), (20, 6_000)])
    func `a huge head is refused`(lines: Int, length: Int) async {
        let line = "X: " + String(repeating: "a", count: length) + "\r\n"
        let fields = String(repeating: line, count: lines)
        let server = answering("HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 0\r\n\r\n")
        #expect(await fetch(server).failure() == .headTooLarge)
    }

    @Test func `bytes beyond ASCII in fields are read as UTF-8 or else Latin-1`() async {
        let server = ScriptedServer { connection in
            _ = connection.readHead()
            connection.send(
                Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Utf: é\r\nX-Old: ".utf8)
            )
            connection.send([0xE9])
            connection.send("\r\nX-Folded: a\r\n  b\r\n\r\n")
        }
        let recorder = await fetch(server)
        #expect(recorder.field("X-Utf") == "é")
        #expect(recorder.field("X-Old") == "é")
        #expect(recorder.field("X-Folded") == "a b")
    }

    @Test func `a redirect is a head like any other, and its connection is used again`() async {
        let server = ScriptedServer { connection in
            guard connection.readHead() != nil else { return }
            connection.send(
                "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 4\r\n\r\nbody"
            )
            guard connection.readHead() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            connection.waitForEnd()
        }
        let thread = FetchThread()
        let first = Recorder(onHead: { _, _ in false })
        let request = FetchRequest(url: server.url, permitsAddress: { _ in true })
        thread.start(request, first)
        #expect(await first.failure() == .stopped)
        #expect(first.head?.status == 302)
        #expect(first.body.isEmpty)
        // The body of the redirect is read meanwhile; its end frees the connection.
        let second = Recorder()
        thread.start(request, second)
        _ = await second.end()
        thread.shutdown()
        #expect(second.text == "ok")
        #expect(server.connections == 1)
    }

    @Test func `nobody waits for a large body that nobody wants`() async {
        let server = ScriptedServer { connection in
            _ = connection.readHead()
            connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 10000000\r\n\r\n")
            connection.waitForEnd()
        }
        let recorder = await fetch(server, "/", Recorder(onHead: { _, _ in false }))
        #expect(await recorder.failure() == .stopped)
    }

    @Test func `a delegate may stop in the middle of a body`() async {
        let server = ScriptedServer { connection in
            _ = connection.readHead()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\nhello")
            connection.waitForEnd()
        }
        let recorder = await fetch(server, "/", Recorder(onBody: { _, _ in .stop }))
        #expect(await recorder.failure() == .stopped)
    }
}
