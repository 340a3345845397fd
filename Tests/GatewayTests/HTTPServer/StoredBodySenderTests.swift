import Glibc
import NIOCore
import NIOEmbedded
import Testing

@testable import Gateway

@Suite struct StoredBodySenderTests {
    @Test func `a client that is gone amid a file ends its connection and nothing else`() throws {
        let file = OpenFile(owning: open("/proc/self/exe", O_RDONLY | O_CLOEXEC))
        try #require(file.descriptor >= 0)
        let channel = EmbeddedChannel()
        let limits = HTTPServerLimits()
        let connection = HTTPConnection(
            context: LoopContext(loop: channel.eventLoop, limits: limits),
            application: FileAnswer(file, 0..<8 << 20),
            limits: limits
        )
        try channel.pipeline.syncOperations.addHandlers([BrokenTransport(), connection])
        try channel.writeInbound(ByteBuffer(string: "GET /b/k HTTP/1.1\r\nHost: a\r\n\r\n"))
        // The failed write comes first, the end of the channel after it.
        #expect(connection.isOpen)
        _ = try channel.finish(acceptAlreadyClosed: true)
        #expect(!connection.isOpen)
        #expect(fcntl(file.descriptor, F_GETFD) >= 0)
    }
}
