/// Parses the heads of the requests on one connection, strictly as RFC 9110 and RFC 9112 write
/// them.
///
/// It remembers how far it has read: each byte is looked at once for the end of its line and each
/// line is parsed once, however small the pieces it comes in. The verdict does not depend on the
/// pieces. What two readers could take differently (RFC 9112 section 11.2) is refused: a line that
/// does not end in CRLF, an obsolete fold, space before a colon, a Content-Length that is repeated,
/// a list, signed, or together with Transfer-Encoding, and the like.
package struct HeadParser: Sendable {
    private let limits: HeadLimits
    /// Where the line that is not complete yet begins.
    private var lineStart = 0
    /// Up to where no line ends; at most one byte behind what was given (a CR whose LF is missing).
    private var scanned = 0
    private var emptyLines = 0
    private var hasRequestLine = false

    /// A parser at the start of a connection.
    package init(limits: HeadLimits = HeadLimits()) {
        self.limits = limits
    }

    /// Whether a part of a head was read, so that the end of the connection here cuts a request
    /// off.
    package var isWithinHead: Bool { hasRequestLine || scanned > lineStart }

    /// Reads on until the head is complete.
    ///
    /// `bytes` begin with the first byte after the request before, and at each call for one head
    /// hold at least what they held at the call before, wherever they lie in memory. `head` is the
    /// same one at each of these calls, and valid when the result is true.
    ///
    /// - Returns: false if more bytes are needed. After true the parser is ready for the next head,
    ///   which begins `head.length` bytes (and the body) later.
    /// - Throws: what to answer before the connection is closed; the parser is of no use any more.
    package mutating func parse(
        _ bytes: UnsafeRawBufferPointer,
        into head: inout RequestHead
    ) throws(HTTPError) -> Bool {
        guard let base = bytes.baseAddress else { return false }
        precondition(bytes.count >= scanned, "\(bytes.count) bytes after \(scanned) were read")
        while true {
            let lineLimit = lineLimit
            let stop = ByteScan.firstControl(base, from: scanned, to: bytes.count)
            scanned = stop
            // In this order, the verdict does not depend on the pieces: what lies beyond the limit
            // is never looked at.
            guard stop < lineLimit else { throw tooLarge }
            guard stop < bytes.count else { return false }
            switch base.load(fromByteOffset: stop, as: UInt8.self) {
            case 0x0D:
                guard stop + 1 < bytes.count else { return false }
                guard stop + 1 < lineLimit else { throw tooLarge }
                guard base.load(fromByteOffset: stop + 1, as: UInt8.self) == 0x0A else {
                    throw .badRequest("A CR is not followed by LF.")
                }
                let line = lineStart..<stop
                lineStart = stop + 2
                scanned = stop + 2
                if try take(line, bytes, base, into: &head) { return true }
            case 0x09 where hasRequestLine:
                scanned = stop + 1
            case 0x0A:
                throw .badRequest("A line ends in LF without CR.")
            default:
                throw .badRequest("The head has a control character.")
            }
        }
    }

    /// The first position that the line being read may not reach with its CRLF.
    private var lineLimit: Int {
        hasRequestLine
            ? limits.headBytes : min(limits.headBytes, lineStart + limits.requestLineBytes + 2)
    }

    private var tooLarge: HTTPError {
        hasRequestLine ? .headTooLarge : .targetTooLong
    }

    /// Takes one complete line without its CRLF; true if it was the empty line that ends the head.
    @inline(__always)
    private mutating func take(
        _ line: Range<Int>,
        _ bytes: UnsafeRawBufferPointer,
        _ base: UnsafeRawPointer,
        into head: inout RequestHead
    ) throws(HTTPError) -> Bool {
        if hasRequestLine {
            if line.isEmpty {
                try MessageFraming.conclude(&head, bytes)
                head.length = lineStart
                startOver()
                return true
            }
            guard head.fields.count < limits.fields else { throw .headTooLarge }
            let (name, value) = try FieldLine.parse(line, base)
            let known = KnownFieldLookup.find(base + name.lowerBound, count: name.count)
            head.append(name: name, value: value, known: known)
        } else if line.isEmpty {
            guard emptyLines < limits.emptyLines else {
                throw .badRequest("Too many empty lines come before the request line.")
            }
            emptyLines += 1
        } else {
            head.reset()
            try RequestLine.parse(line, bytes, base, into: &head)
            guard head.targetRange.count <= limits.targetBytes else { throw .targetTooLong }
            hasRequestLine = true
        }
        return false
    }

    private mutating func startOver() {
        lineStart = 0
        scanned = 0
        emptyLines = 0
        hasRequestLine = false
    }
}
