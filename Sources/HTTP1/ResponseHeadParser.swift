/// Parses the heads of the responses on one connection, strictly as RFC 9110 and RFC 9112 write
/// them.
///
/// It remembers how far it has read, and its verdict does not depend on the pieces in which the
/// bytes come. What two readers could take differently is refused, for the head is passed on: a
/// line that does not end in CRLF, an obsolete fold, a repeated Content-Length, one together with
/// Transfer-Encoding, and the like. It never allocates more than its limits.
package struct ResponseHeadParser: Sendable {
    private let limits: ResponseHeadLimits
    /// Where the line that is not complete yet begins.
    private var lineStart = 0
    /// Up to where no line ends.
    private var scanned = 0
    private var hasStatusLine = false

    /// A parser at the start of a connection.
    package init(limits: ResponseHeadLimits = ResponseHeadLimits()) {
        self.limits = limits
    }

    /// Whether a part of a head was read.
    package var isWithinHead: Bool { hasStatusLine || scanned > lineStart }

    /// Reads on until the head is complete.
    ///
    /// `bytes` begin with the first byte after the response before, and at each call for one head
    /// hold at least what they held at the call before. `head` is the same one at each of these
    /// calls, and valid when the result is true.
    ///
    /// - Parameter isHeadRequest: whether the request was a HEAD, whose response has no body.
    /// - Returns: false if more bytes are needed.
    /// - Throws: why the response cannot be used; the parser is of no use any more.
    package mutating func parse(
        _ bytes: UnsafeRawBufferPointer,
        isHeadRequest: Bool,
        into head: inout ReceivedHead
    ) throws(ResponseHeadError) -> Bool {
        guard let base = bytes.baseAddress else { return false }
        precondition(bytes.count >= scanned, "\(bytes.count) bytes after \(scanned) were read")
        while true {
            let stop = ByteScan.firstControl(base, from: scanned, to: bytes.count)
            scanned = stop
            // In this order, the verdict does not depend on the pieces.
            guard stop < limits.headBytes else { throw .tooLarge }
            guard stop < bytes.count else { return false }
            switch base.load(fromByteOffset: stop, as: UInt8.self) {
            case 0x0D:
                guard stop + 1 < bytes.count else { return false }
                guard stop + 1 < limits.headBytes else { throw .tooLarge }
                guard base.load(fromByteOffset: stop + 1, as: UInt8.self) == 0x0A else {
                    throw .malformed("A CR is not followed by LF.")
                }
                let line = lineStart..<stop
                lineStart = stop + 2
                scanned = stop + 2
                guard try take(line, bytes, base, into: &head) else { continue }
                try ResponseMessageFraming.conclude(&head, bytes, isHeadRequest: isHeadRequest)
                head.length = lineStart
                self = ResponseHeadParser(limits: limits)
                return true
            case 0x09:
                scanned = stop + 1
            default:
                throw .malformed("The head of the response has a control character or a lone LF.")
            }
        }
    }

    /// Takes one complete line without its CRLF; true if it was the empty line that ends the head.
    @inline(__always)
    private mutating func take(
        _ line: Range<Int>,
        _ bytes: UnsafeRawBufferPointer,
        _ base: UnsafeRawPointer,
        into head: inout ReceivedHead
    ) throws(ResponseHeadError) -> Bool {
        guard hasStatusLine else {
            head.reset()
            try Self.statusLine(line, bytes, into: &head)
            hasStatusLine = true
            return false
        }
        if line.isEmpty { return true }
        guard head.fields.count < limits.fields else { throw .tooLarge }
        do throws(HTTPError) {
            let (name, value) = try FieldLine.parse(line, base)
            let known = KnownFieldLookup.find(base + name.lowerBound, count: name.count)
            head.append(RequestHead.Field(name: name, value: value, known: known))
        } catch {
            throw .malformed(error.reason)
        }
        return false
    }

    /// `HTTP-version SP status-code SP [reason-phrase]` (RFC 9112 section 4).
    ///
    /// The second space may be missing, as some servers leave it out with the phrase.
    private static func statusLine(
        _ line: Range<Int>,
        _ bytes: UnsafeRawBufferPointer,
        into head: inout ReceivedHead
    ) throws(ResponseHeadError) {
        let start = line.lowerBound
        guard line.count >= 12, bytes[start + 8] == 0x20,
            line.count == 12 || bytes[start + 12] == 0x20
        else { throw .malformed("The status line is malformed.") }
        let name: StaticString = "HTTP/1."
        for index in 0..<7 where bytes[start + index] != name.utf8Start[index] {
            throw .malformed("The response is not of HTTP/1.x.")
        }
        let minor = bytes[start + 7]
        var status = 0
        for position in start + 9..<start + 12 {
            guard CharacterClass.isDigit(bytes[position]) else {
                throw .malformed("The status code is not a number.")
            }
            status = status * 10 + Int(bytes[position] - 0x30)
        }
        guard CharacterClass.isDigit(minor), status >= 100 else {
            throw .malformed("The status line is malformed.")
        }
        head.status = status
        head.minorVersion = minor == 0x30 ? 0 : 1
        head.statusLine = line
    }
}
