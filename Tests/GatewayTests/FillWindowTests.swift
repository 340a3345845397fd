import LMDB
import NIOCore
import NIOEmbedded
import Objects
import Routing
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// A fill that is not stored lets go of what all have read, and of nothing that anybody may send.
@Suite struct FillWindowTests {
    private static let mebibyte: UInt64 = 1 << 20

    /// A reader that has read so much, and does something whenever the fill makes a step.
    private final class Reader: FillReader {
        let position: UInt64
        private let look: () -> Void

        init(at position: UInt64, look: @escaping () -> Void = {}) {
            self.position = position
            self.look = look
        }

        func advance(_ snapshot: FillSnapshot) { look() }
    }

    /// A fill of 2 MiB in the spool, of which the first may be gone; how many bytes of the body
    /// a reader of this stretch is sent at first, and whether it is cut off.
    private func sent(
        _ range: Range<UInt64>,
        windowStart: UInt64
    ) throws -> (bytes: Int, isCut: Bool) {
        let folder = try TemporaryFolder()
        let environment = try Environment(path: folder.path + "/index", tables: DiskStore.tables)
        let store = try DiskStore(environment: environment, folder: folder.path)
        let file = try store.makeTemporary()
        try Array(repeating: UInt8(1), count: 2 << 20).withUnsafeBytes {
            try file.write($0, at: 0)
        }
        let fill = Fill(path: Array("films/k".utf8), mappingKey: nil)
        fill.watchFollowers {}
        fill.publish { snapshot in
            snapshot.answer = AnswerHead(
                size: 4 << 20,
                etag: nil,
                modifiedMilliseconds: 0,
                headerBlock: []
            )
            snapshot.windowStart = windowStart
            snapshot.released = 2 << 20
            snapshot.content = .file(file)
        }
        let channel = EmbeddedChannel()
        let limits = HTTPServerLimits()
        let answer = FillAnswer(fill, range)
        let connection = HTTPConnection(
            context: LoopContext(loop: channel.eventLoop, limits: limits),
            application: answer,
            limits: limits
        )
        try channel.pipeline.syncOperations.addHandler(connection)
        try channel.writeInbound(ByteBuffer(string: "GET /b/k HTTP/1.1\r\nHost: a\r\n\r\n"))
        var bytes = 0
        while let data = try channel.readOutbound(as: IOData.self) {
            if case .fileRegion(let region) = data { bytes += region.readableBytes }
        }
        let isCut = !connection.isOpen
        _ = try channel.finish(acceptAlreadyClosed: true)
        try store.close()
        environment.close()
        return (bytes, isCut)
    }

    @Test func `a reader whose bytes were let go of is cut off and sent none`() throws {
        for start in [0, Self.mebibyte - 1] {
            let (bytes, isCut) = try sent(start..<2 << 20, windowStart: Self.mebibyte)
            #expect(bytes == 0 && isCut)
        }
        for (start, windowStart) in [(0, 0), (Self.mebibyte, Self.mebibyte)] {
            let (bytes, isCut) = try sent(start..<2 << 20, windowStart: windowStart)
            #expect(bytes > 0 && !isCut)
        }
    }

    @Test func `the new begin is shown before the bytes are freed`() {
        let fill = Fill(path: [], mappingKey: nil, firstByte: 100)
        let subscription = FillSubscription(loop: EmbeddedEventLoop()) {}
        fill.subscribe(subscription)
        subscription.slowestPosition.store(100 + 5 * Self.mebibyte / 2, ordering: .relaxed)
        var freed: [UInt64] = []
        let free: (UInt64) -> Void = { begin in
            #expect(fill.snapshot().windowStart == begin)
            freed.append(begin)
        }
        #expect(fill.letGo(upTo: 150, free: free) == 150)
        #expect(freed.isEmpty)
        let limit = 100 + 3 * Self.mebibyte
        #expect(fill.letGo(upTo: limit, free: free) == 100 + 5 * Self.mebibyte / 2)
        #expect(fill.letGo(upTo: limit, free: free) == 100 + 5 * Self.mebibyte / 2)
        #expect(freed == [100 + 2 * Self.mebibyte])
        fill.unsubscribe(subscription)
        #expect(fill.letGo(upTo: limit, free: free) == 100)
        #expect(freed.count == 1)
    }

    @Test func `nothing is let go of from the first look of a reader on`() {
        let loop = EmbeddedEventLoop()
        let fill = Fill(path: [], mappingKey: nil)
        fill.watchFollowers {}
        let audience = FillAudience(fill: fill) {}
        audience.subscribe(FillSubscription(loop: loop) {})
        fill.followerJoined()
        audience.add(Reader(at: 3 * Self.mebibyte))
        #expect(fill.letGo(upTo: Self.mebibyte) { _ in } == Self.mebibyte)
        var looks = 0
        let late = Reader(at: Self.mebibyte) {
            looks += 1
            #expect(fill.letGo(upTo: 3 * Self.mebibyte) { _ in } == Self.mebibyte)
            #expect(fill.snapshot().windowStart == Self.mebibyte)
        }
        fill.followerJoined()
        audience.add(late)
        #expect(looks == 1)
        audience.remove(late)
        #expect(fill.letGo(upTo: 3 * Self.mebibyte) { _ in } == 3 * Self.mebibyte)
    }
}
