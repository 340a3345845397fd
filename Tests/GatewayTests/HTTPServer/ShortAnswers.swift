import HTTP1
import NIOCore

@testable import Gateway

/// Answers every request with "ok", and what is no request with 400; requests with a body keep it, and
/// are not answered.
final class ShortAnswers: HTTPApplication {
    private(set) var received = 0
    let sink = KeepingSink()
    /// Runs before each answer.
    var beforeAnswer: (Int) -> Void = { _ in }

    func receive(_ connection: HTTPConnection) {
        received += 1
        if connection.head.framing != .none {
            connection.bodySink = sink
            return
        }
        beforeAnswer(received)
        connection.write(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
        connection.finish()
    }

    func refusal(_ error: HTTPError, on connection: HTTPConnection) {
        connection.write(
            ByteBuffer(
                string: "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            )
        )
        connection.finish()
    }
}
