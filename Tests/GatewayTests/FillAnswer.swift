import HTTP1
import Metrics
import NIOCore

@testable import Gateway

/// Answers every request with a stretch of an object that a fill brings.
final class FillAnswer: HTTPApplication {
    private let fill: Fill
    private let range: Range<UInt64>
    private let sentBytes = MetricsRegistry().counter("sent", "Bytes of bodies sent.")
    private var audiences: [FillAudience] = []

    init(_ fill: Fill, _ range: Range<UInt64>) {
        self.fill = fill
        self.range = range
    }

    func receive(_ connection: HTTPConnection) {
        let audience = FillAudience(fill: fill) {}
        audiences.append(audience)
        audience.subscribe(FillSubscription(loop: connection.loopContext.loop) {})
        fill.followerJoined()
        let range = range
        let follower = Follower(
            connection: connection,
            audience: audience,
            sentBytes: sentBytes
        ) { _ in
            connection.write(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\n"))
            return .send(range)
        }
        connection.source = follower
        audience.add(follower)
    }

    func refusal(_ error: HTTPError, on connection: HTTPConnection) {
        connection.abort()
    }
}
