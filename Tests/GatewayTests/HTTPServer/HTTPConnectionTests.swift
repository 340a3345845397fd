import NIOCore
import NIOEmbedded
import Testing

@testable import Gateway

/// What a client may take of a connection: memory and time.
@Suite struct HTTPConnectionTests {
    private struct Scene {
        let channel = EmbeddedChannel()
        let application = ShortAnswers()
        let transport = WatchedTransport()
        let connection: HTTPConnection

        init() throws {
            let limits = HTTPServerLimits()
            connection = HTTPConnection(
                context: LoopContext(loop: channel.eventLoop, limits: limits),
                application: application,
                limits: limits
            )
            try channel.pipeline.syncOperations.addHandlers([transport, connection])
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        }

        func send(_ text: String) throws {
            try channel.writeInbound(ByteBuffer(string: text))
        }

        /// All that was sent since the last look.
        func sent() throws -> String {
            var text = ""
            while let data = try channel.readOutbound(as: IOData.self) {
                if case .byteBuffer(let bytes) = data { text += String(buffer: bytes) }
            }
            return text
        }

        func setWritable(_ isWritable: Bool) {
            channel.isWritable = isWritable
            channel.pipeline.fireChannelWritabilityChanged()
        }
    }

    private static let request = "GET /b/k HTTP/1.1\r\nHost: h\r\n\r\n"
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func `who takes no answers is asked for no more requests`() throws {
        let scene = try Scene()
        scene.application.beforeAnswer = { number in
            if number == 2 { scene.channel.isWritable = false }
        }
        try scene.send(String(repeating: Self.request, count: 5))
        #expect(scene.application.received == 2)
        #expect(try scene.sent() == Self.answer + Self.answer)
        let reads = scene.transport.reads
        scene.channel.pipeline.read()
        #expect(scene.transport.reads == reads, "it is not read from either")
        scene.setWritable(true)
        #expect(scene.application.received == 5)
        #expect(try scene.sent() == String(repeating: Self.answer, count: 3))
        #expect(scene.transport.reads == reads + 1)
    }

    @Test func `who takes no answers may do so for as long as an answer may take`() throws {
        let scene = try Scene()
        let limits = HTTPServerLimits()
        let idle = scene.connection.deadlineSecond
        scene.application.beforeAnswer = { _ in scene.channel.isWritable = false }
        try scene.send(Self.request)
        #expect(scene.connection.deadlineSecond == idle - limits.idleSeconds + limits.writeSeconds)
        scene.connection.deadlinePassed()
        #expect(!scene.channel.isActive)
    }

    @Test func `answers to a burst of requests leave before they are too many`() throws {
        let scene = try Scene()
        let count = 4 * HTTPServerLimits.answersOfBurst
        try scene.send(String(repeating: Self.request, count: count))
        #expect(scene.transport.flushes == 4)
        #expect(try scene.sent() == String(repeating: Self.answer, count: count))
    }

    @Test(arguments: [true, false])
    func `a bad request after others is refused, and their answers arrive`(
        isPipelined: Bool
    ) throws {
        let scene = try Scene()
        let bad = "GET /x HTTP/1.1\r\n\r\n"
        if isPipelined {
            try scene.send(Self.request + bad)
        } else {
            try scene.send(Self.request)
            try scene.send(bad)
        }
        let text = try scene.sent()
        #expect(text.hasPrefix(Self.answer + "HTTP/1.1 400 "), "\(text)")
        #expect(!scene.channel.isActive)
    }

    @Test func `a last answer that nobody takes is given up`() throws {
        let scene = try Scene()
        scene.transport.isStuck = true
        try scene.send("GET /b/k HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        #expect(scene.channel.isActive)
        #expect(scene.connection.deadlineSecond != .max)
        scene.connection.deadlinePassed()
        #expect(!scene.channel.isActive)
    }

    @Test func `a client's time does not run while others are waited for`() throws {
        let scene = try Scene()
        try scene.send("PUT /b/k HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc")
        #expect(scene.connection.deadlineSecond != .max)
        scene.connection.pauseBody()
        #expect(scene.connection.deadlineSecond == .max)
        try scene.send("def")
        #expect(scene.application.sink.count == 3)
        scene.connection.resumeBody()
        #expect(scene.application.sink.count == 6)
        #expect(scene.connection.deadlineSecond != .max)
        try scene.send("ghij")
        #expect(scene.application.sink.isEnded)
        #expect(scene.connection.deadlineSecond == .max, "the answer is owed, not the body")
    }
}
