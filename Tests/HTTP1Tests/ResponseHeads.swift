import HTTP1

/// Response heads as texts, and what the parser makes of them, as text too.
enum ResponseHeads {
    /// Parses what arrives in pieces of `step` bytes, each time in memory of its own.
    static func parse(
        _ bytes: [UInt8],
        step: Int = .max,
        isHeadRequest: Bool = false,
        limits: ResponseHeadLimits = ResponseHeadLimits()
    ) -> String {
        var parser = ResponseHeadParser(limits: limits)
        var head = ReceivedHead()
        var given = 0
        repeat {
            given += min(step, bytes.count - given)
            let piece = Array(bytes[..<given])
            do {
                let isComplete = try piece.withUnsafeBytes { raw in
                    try parser.parse(raw, isHeadRequest: isHeadRequest, into: &head)
                }
                if isComplete { return summary(head, piece) }
            } catch let error as ResponseHeadError {
                return "refused: \(error.reason)"
            } catch {
                preconditionFailure("the parser threw \(error)")
            }
        } while given < bytes.count
        return "incomplete"
    }

    static func parse(
        _ text: String,
        isHeadRequest: Bool = false,
        limits: ResponseHeadLimits = ResponseHeadLimits()
    ) -> String {
        parse(Array(text.utf8), isHeadRequest: isHeadRequest, limits: limits)
    }

    private static func summary(_ head: ReceivedHead, _ bytes: [UInt8]) -> String {
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        let fields = head.fields.map { "\(text($0.name))=\(text($0.value))" }
        return "\(head.status) 1.\(head.minorVersion) \(head.framing) "
            + (head.keepAlive ? "keep" : "close") + " \(head.length) \(fields)"
    }

    /// Heads of all kinds, good and bad.
    static let corpus: [String] = [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"x\"\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\nConnection: close, x\r\nX: \t y \r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
        "HTTP/1.1 200 OK\nA: b\n\n", "ICY 200 OK\r\n\r\n", "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
    ]
}
