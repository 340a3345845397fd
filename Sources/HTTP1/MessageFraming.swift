/// What the fields of a complete head say of the host, the body and the connection.
enum MessageFraming {
    static func conclude(
        _ head: inout RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) throws(HTTPError) {
        try checkHost(head, bytes)
        if head.has(.transferEncoding) {
            try checkTransferEncoding(head, bytes)
            head.framing = .chunked
        } else if let value = head.first(.contentLength) {
            guard !head.isRepeated(.contentLength) else {
                throw .badRequest("Content-Length is repeated.")
            }
            head.framing = .length(try contentLength(bytes, value))
        }
        head.keepAlive = keepAlive(head, bytes)
        if head.has(.expect) { try conclude(expectationOf: &head, bytes) }
    }

    /// RFC 9112 section 3.2.
    private static func checkHost(
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) throws(HTTPError) {
        guard let host = head.first(.host) else {
            guard head.minorVersion == 0 else { throw .badRequest("The Host field is missing.") }
            return
        }
        guard !head.isRepeated(.host) else { throw .badRequest("The Host field is repeated.") }
        for position in host where !CharacterClass.isAuthority(bytes[position]) {
            throw .badRequest("The Host field is malformed.")
        }
    }

    /// RFC 9112 section 6.1.
    ///
    /// `chunked` once and alone is all that is taken; empty list elements and parameters, which the
    /// RFC would let through, are refused.
    private static func checkTransferEncoding(
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) throws(HTTPError) {
        guard head.minorVersion == 1 else {
            throw .badRequest("HTTP/1.0 has no Transfer-Encoding.")
        }
        guard !head.has(.contentLength) else {
            throw .badRequest("Transfer-Encoding and Content-Length come together.")
        }
        var hasOtherCoding = false
        var endsChunked = false
        for field in head.fields where field.known == .transferEncoding {
            var elements = ListElements(field.value)
            while let element = elements.next(in: bytes) {
                let coding = UnsafeRawBufferPointer(rebasing: bytes[element])
                guard Token.isToken(coding) else {
                    throw .badRequest("Transfer-Encoding is malformed.")
                }
                guard !endsChunked else {
                    throw .badRequest("A transfer coding follows chunked.")
                }
                endsChunked = Token.equal(coding, "chunked")
                if !endsChunked { hasOtherCoding = true }
            }
        }
        guard endsChunked else { throw .badRequest("The last transfer coding is not chunked.") }
        guard !hasOtherCoding else {
            throw .notImplemented("No transfer coding but chunked is supported.")
        }
    }

    /// One or more digits and nothing else (RFC 9110 section 8.6).
    private static func contentLength(
        _ bytes: UnsafeRawBufferPointer,
        _ range: Range<Int>
    ) throws(HTTPError) -> UInt64 {
        // 19 digits cannot overflow; an object is at most 5 TB, of 13.
        guard (1...19).contains(range.count) else {
            throw .badRequest("Content-Length is empty or too large.")
        }
        var value: UInt64 = 0
        for position in range {
            let byte = bytes[position]
            guard CharacterClass.isDigit(byte) else {
                throw .badRequest("Content-Length is not a number.")
            }
            value = value * 10 + UInt64(byte - 0x30)
        }
        guard value <= UInt64(Int64.max) else {
            throw .badRequest("Content-Length is empty or too large.")
        }
        return value
    }

    /// RFC 9112 section 9.3.
    private static func keepAlive(_ head: RequestHead, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard head.has(.connection) else { return head.minorVersion == 1 }
        var asksToKeep = head.minorVersion == 1
        for field in head.fields where field.known == .connection {
            var elements = ListElements(field.value)
            while let element = elements.next(in: bytes) {
                let option = UnsafeRawBufferPointer(rebasing: bytes[element])
                if Token.equal(option, "close") { return false }
                if Token.equal(option, "keep-alive") { asksToKeep = true }
            }
        }
        return asksToKeep
    }

    /// RFC 9110 section 10.1.1: an expectation in HTTP/1.0 is ignored.
    private static func conclude(
        expectationOf head: inout RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) throws(HTTPError) {
        guard head.minorVersion == 1 else { return }
        for field in head.fields where field.known == .expect {
            let value = UnsafeRawBufferPointer(rebasing: bytes[field.value])
            guard Token.equal(value, "100-continue") else { throw .expectationFailed }
        }
        head.expectsContinue = head.framing != .none && head.framing != .length(0)
    }
}
