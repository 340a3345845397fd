import Fetch
import Glibc
import Synchronization
import Testing

/// Flow control, time-outs, addresses and many fetches at once.
@Suite(.timeLimit(.minutes(1))) struct FetchControlTests {
    private func request(_ server: ScriptedServer, _ path: String = "/") -> FetchRequest {
        FetchRequest(url: server.url + path, permitsAddress: { _ in true })
    }

    @Test func `paused bytes come again, in order and once, however often it pauses`() async {
        let content = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let server = ScriptedServer { connection in
            _ = connection.readHead()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(content.count)\r\n\r\n")
            connection.send(content)
        }
        let thread = FetchThread()
        let recorder = Recorder(onBody: { handle, call in
            guard call.isMultiple(of: 3) else { return .proceed }
            // Sent before the pause is known: it must not be lost.
            handle.resume()
            return .pause
        })
        thread.start(request(server), recorder)
        #expect(await recorder.end() == .complete(delimitedByClose: false))
        #expect(recorder.body == content)
        thread.shutdown()
    }

    @Test func `a pause longer than the idle time-out is not silence`() async {
        let server = ScriptedServer { connection in
            _ = connection.readHead()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
            connection.waitForEnd()
        }
        let thread = FetchThread()
        let recorder = Recorder(onBody: { handle, call in
            guard call == 1 else { return .proceed }
            thread.schedule(after: .milliseconds(250)) { handle.resume() }
            return .pause
        })
        var request = request(server)
        request.idleTimeout = .milliseconds(50)
        thread.start(request, recorder)
        #expect(await recorder.end() == .complete(delimitedByClose: false))
        #expect(recorder.text == "hello")
        thread.shutdown()
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell",
    ])
    func `edge 15: silence before the head or midway ends at the idle time-out`(
        said: String
    ) async {
        let server = ScriptedServer { connection in
            _ = connection.readHead()
            connection.send(said)
            connection.waitForEnd()
        }
        let thread = FetchThread()
        let recorder = Recorder()
        var request = request(server)
        request.idleTimeout = .milliseconds(100)
        thread.start(request, recorder)
        #expect(await recorder.failure() == .idleTimeout)
        thread.shutdown()
    }

    @Test func `edge 15: the head has a bound of its own, whatever else the origin sends`() async {
        let server = ScriptedServer { connection in
            _ = connection.readHead()
            connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
            connection.waitForEnd()
        }
        let thread = FetchThread()
        let recorder = Recorder()
        var request = request(server)
        request.headTimeout = .milliseconds(100)
        thread.start(request, recorder)
        #expect(await recorder.failure() == .idleTimeout)
        #expect(recorder.head == nil)
        thread.shutdown()
    }

    @Test func `nobody listening is told as refused`() async {
        let port = ScriptedServer.closedPort()
        let thread = FetchThread()
        let recorder = Recorder()
        let url = "http://127.0.0.1:\(port)/"
        thread.start(FetchRequest(url: url, permitsAddress: { _ in true }), recorder)
        #expect(await recorder.failure() == .refused)
        thread.shutdown()
    }

    @Test(arguments: ["http://", "http://exa mple/", "ftp://127.0.0.1/", "file:///etc/passwd"])
    func `other URLs go nowhere`(url: String) async {
        let thread = FetchThread()
        let recorder = Recorder()
        thread.start(FetchRequest(url: url, permitsAddress: { _ in true }), recorder)
        #expect(await recorder.failure() == .protocolError)
        thread.shutdown()
    }

    @Test func `plain text where TLS was expected is a failure of TLS`() async {
        let server = ScriptedServer { connection in
            connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            connection.waitForEnd()
        }
        let thread = FetchThread()
        let recorder = Recorder()
        let url = "https://127.0.0.1:\(server.port)/"
        thread.start(FetchRequest(url: url, permitsAddress: { _ in true }), recorder)
        #expect(await recorder.failure() == .tls)
        thread.shutdown()
    }

    @Test(arguments: ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
    func `edge 12: a forbidden address is judged after resolution and never connected`(
        host: String
    ) async {
        let server = ScriptedServer { $0.waitForEnd() }
        let judged = Mutex<[IPAddress]>([])
        let thread = FetchThread()
        let recorder = Recorder()
        let request = FetchRequest(url: "http://\(host):\(server.port)/") { address in
            judged.withLock { $0.append(address) }
            return false
        }
        thread.start(request, recorder)
        #expect(await recorder.failure() == .forbiddenAddress)
        thread.shutdown()
        let expected = IPAddress(bytes: [127, 0, 0, 1], port: server.port)
        #expect(judged.withLock { $0 }.contains(expected))
        #expect(server.connections == 0)
    }

    @Test func `edge 12: a kept connection is judged anew for each request`() async {
        let heads = Atomic<Int>(0)
        let server = ScriptedServer { connection in
            while connection.readHead() != nil {
                heads.add(1, ordering: .relaxed)
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
        let thread = FetchThread()
        let allowed = Recorder()
        thread.start(request(server), allowed)
        #expect(await allowed.failure() == nil)
        let forbidden = Recorder()
        thread.start(FetchRequest(url: server.url, permitsAddress: { _ in false }), forbidden)
        #expect(await forbidden.failure() == .forbiddenAddress)
        let again = Recorder()
        thread.start(request(server), again)
        #expect(await again.failure() == nil)
        thread.shutdown()
        #expect(heads.load(ordering: .relaxed) == 2)
    }

    @Test func `cancelling before the head stops, and more than once does no harm`() async {
        let server = ScriptedServer { $0.waitForEnd() }
        let thread = FetchThread()
        let recorder = Recorder()
        let handle = thread.start(request(server), recorder)
        handle.cancel()
        handle.cancel()
        handle.resume()
        #expect(await recorder.failure() == .stopped)
        thread.shutdown()
        #expect(recorder.endCount == 1)
    }

    @Test func `shutdown stops what runs, and what comes later is stopped at once`() async {
        let reached = Mutex(false)
        let server = ScriptedServer { connection in
            _ = connection.readHead()
            reached.withLock { $0 = true }
            connection.waitForEnd()
        }
        let thread = FetchThread()
        let running = Recorder()
        thread.start(request(server), running)
        while !reached.withLock({ $0 }) { await Task.yield() }
        thread.shutdown()
        thread.shutdown()
        #expect(running.endCount == 1)
        #expect(await running.failure() == .stopped)
        let late = Recorder()
        thread.start(request(server), late)
        #expect(late.endCount == 1)
        #expect(thread.execute {} == false)
    }

    @Test func `jobs run in order on one thread, timers by their moment`() async {
        let thread = FetchThread()
        let order = Mutex<[Int]>([])
        let identities = Mutex<Set<UInt>>([])
        @Sendable func note(_ number: Int) {
            order.withLock { $0.append(number) }
            identities.withLock { _ = $0.insert(UInt(pthread_self())) }
        }
        await withCheckedContinuation { continuation in
            thread.execute {
                // All in one turn, so that only the moments decide.
                thread.schedule(after: .milliseconds(30)) {
                    note(4)
                    continuation.resume()
                }
                thread.schedule(after: .milliseconds(10)) { note(3) }
                thread.execute { note(2) }
                note(1)
            }
        }
        thread.shutdown()
        #expect(order.withLock { $0 } == [1, 2, 3, 4])
        #expect(identities.withLock { $0.count } == 1)
    }

    @Test func `after a stall what came before a moment runs before its timer`() async {
        let thread = FetchThread()
        let order = Mutex<[String]>([])
        await withCheckedContinuation { continuation in
            thread.execute {
                thread.schedule(after: .milliseconds(2)) {
                    order.withLock { $0.append("timer") }
                    continuation.resume()
                }
                thread.execute {
                    let due = ContinuousClock.now + .milliseconds(4)
                    while ContinuousClock.now < due { sched_yield() }
                    thread.execute { order.withLock { $0.append("job") } }
                }
            }
        }
        thread.shutdown()
        #expect(order.withLock { $0 } == ["job", "timer"])
    }

    @Test func `two hundred transfers are under way at once`() async {
        let count = 200
        let arrived = Atomic<Int>(0)
        let server = ScriptedServer { connection in
            let head = connection.readHead() ?? ""
            arrived.add(1, ordering: .acquiringAndReleasing)
            // Nobody is answered before all have asked.
            while arrived.load(ordering: .acquiring) < count { sched_yield() }
            let path = head.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)")
        }
        let thread = FetchThread()
        let recorders = (0..<count).map { _ in Recorder() }
        for (number, recorder) in recorders.enumerated() {
            thread.start(request(server, "/\(number)"), recorder)
        }
        for (number, recorder) in recorders.enumerated() {
            #expect(await recorder.end() == .complete(delimitedByClose: false))
            #expect(recorder.text == "/\(number)")
        }
        thread.shutdown()
    }
}
