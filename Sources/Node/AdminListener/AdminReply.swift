internal import Gateway
internal import HTTP1
internal import NIOCore

/// One answer of the admin listener; quietly dropped when the client has gone.
final class AdminReply: ResponseSource {
    private let connection: HTTPConnection
    private var isClosed = false
    /// Called once when the client goes before its answer is finished.
    var onClose: (() -> Void)?

    init(_ connection: HTTPConnection) {
        self.connection = connection
    }

    func connectionClosed() {
        isClosed = true
        onClose?()
        onClose = nil
    }

    /// Sends a whole answer.
    func send(_ response: AdminResponse) {
        guard !isClosed, case .bytes(let body) = response.body else { return }
        var head = head(response, reserving: 512 + body.count)
        if response.status != 204 { head.field("Content-Length", UInt64(body.count)) }
        head.end()
        if connection.head.method != .head { head.buffer.writeBytes(body) }
        onClose = nil
        connection.write(head.buffer)
        connection.finish()
    }

    /// Begins an answer without a length; the connection ends with it.
    func begin(_ response: AdminResponse) {
        guard !isClosed else { return }
        connection.closeWhenFinished()
        var head = head(response, reserving: 512)
        if connection.head.minorVersion > 0 { head.field("Transfer-Encoding", "chunked") }
        head.end()
        connection.write(head.buffer)
    }

    /// Sends a piece of such an answer; calls back with false when the client has gone.
    func send(piece: [UInt8], completion: @escaping (Bool) -> Void) {
        guard !isClosed else { return completion(false) }
        var buffer = ByteBuffer()
        let isChunked = connection.head.minorVersion > 0
        if isChunked { buffer.writeString(String(piece.count, radix: 16) + "\r\n") }
        buffer.writeBytes(piece)
        if isChunked { buffer.writeStaticString("\r\n") }
        connection.write(.byteBuffer(buffer), completion: completion)
    }

    func end(failed: Bool) {
        guard !isClosed else { return }
        onClose = nil
        if failed { return connection.abort() }
        if connection.head.minorVersion > 0 {
            connection.write(ByteBuffer(staticString: "0\r\n\r\n"))
        }
        connection.finish()
    }

    private func head(_ response: AdminResponse, reserving capacity: Int) -> ResponseHead {
        var head = ResponseHead(status: response.status, on: connection, reserving: capacity)
        for (name, value) in response.fields {
            head.buffer.writeString("\(name): \(value)\r\n")
        }
        head.field("Cache-Control", "no-store")
        return head
    }
}
