/// What the fields of a complete response head say of the body and the connection.
enum ResponseMessageFraming {
    static func conclude(
        _ head: inout ReceivedHead,
        _ bytes: UnsafeRawBufferPointer,
        isHeadRequest: Bool
    ) throws(ResponseHeadError) {
        if head.has(.connection) || head.minorVersion == 0 { concludeConnection(&head, bytes) }
        // 101 ends HTTP on the connection; nothing here asks for that.
        guard head.status != 101 else { throw .malformed("The response switches protocols.") }
        let isChunked = head.has(.transferEncoding)
        if isChunked { try checkTransferEncoding(head, bytes) }
        var length: UInt64?
        if let value = head.first(.contentLength) {
            guard !isChunked else {
                throw .malformed("Transfer-Encoding and Content-Length come together.")
            }
            guard !head.isRepeated(.contentLength) else {
                throw .malformed("Content-Length is repeated.")
            }
            length = try contentLength(bytes, value)
        }
        let hasNoBody =
            isHeadRequest || head.isInterim || head.status == 204 || head.status == 304
        if hasNoBody {
            head.framing = .none
            // A sender that frames a body which cannot be may send it all the same.
            if isChunked, !isHeadRequest { head.keepAlive = false }
        } else if isChunked {
            head.framing = .chunked
        } else if let length {
            head.framing = length == 0 ? .none : .length(length)
        } else {
            head.framing = .untilClose
            head.keepAlive = false
        }
    }

    /// `chunked` once and alone, and not by HTTP/1.0 (RFC 9112 section 6.1).
    private static func checkTransferEncoding(
        _ head: ReceivedHead,
        _ bytes: UnsafeRawBufferPointer
    ) throws(ResponseHeadError) {
        guard head.minorVersion == 1 else {
            throw .malformed("HTTP/1.0 has no Transfer-Encoding.")
        }
        guard !head.isRepeated(.transferEncoding), let value = head.first(.transferEncoding),
            Token.equal(UnsafeRawBufferPointer(rebasing: bytes[value]), "chunked")
        else { throw .malformed("The transfer coding is not chunked and nothing else.") }
    }

    /// One or more digits and nothing else (RFC 9110 section 8.6).
    private static func contentLength(
        _ bytes: UnsafeRawBufferPointer,
        _ range: Range<Int>
    ) throws(ResponseHeadError) -> UInt64 {
        // 19 digits cannot overflow.
        guard (1...19).contains(range.count) else {
            throw .malformed("Content-Length is empty or too large.")
        }
        var value: UInt64 = 0
        for position in range {
            guard CharacterClass.isDigit(bytes[position]) else {
                throw .malformed("Content-Length is not a number.")
            }
            value = value * 10 + UInt64(bytes[position] - 0x30)
        }
        guard value <= UInt64(Int64.max) else {
            throw .malformed("Content-Length is empty or too large.")
        }
        return value
    }

    /// RFC 9112 section 9.3.
    private static func concludeConnection(
        _ head: inout ReceivedHead,
        _ bytes: UnsafeRawBufferPointer
    ) {
        var asksToKeep = head.minorVersion == 1
        var asksToClose = false
        for field in head.fields where field.known == .connection {
            var elements = ListElements(field.value)
            while let element = elements.next(in: bytes) {
                let option = UnsafeRawBufferPointer(rebasing: bytes[element])
                if Token.equal(option, "close") {
                    asksToClose = true
                } else if Token.equal(option, "keep-alive") {
                    asksToKeep = true
                } else {
                    head.connectionNamesFields = true
                }
            }
        }
        head.keepAlive = asksToKeep && !asksToClose
    }
}
