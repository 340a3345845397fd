import HTTP1
import NIOCore

@testable import Gateway

/// Answers every request with a stretch of a file.
final class FileAnswer: HTTPApplication {
    private let file: OpenFile
    private let range: Range<UInt64>

    init(_ file: OpenFile, _ range: Range<UInt64>) {
        self.file = file
        self.range = range
    }

    func receive(_ connection: HTTPConnection) {
        connection.write(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\n"))
        StoredBodySender(connection, file: file, range: range).start()
    }

    func refusal(_ error: HTTPError, on connection: HTTPConnection) {
        connection.abort()
    }
}
