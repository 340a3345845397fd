/// The parsed head of one response, as ranges into the buffer that was given to
/// `ResponseHeadParser`.
///
/// A connection keeps one for all its responses, so that a response allocates nothing. The ranges
/// hold as long as the buffer does.
package struct ReceivedHead: Sendable {
    /// 100 to 999.
    package internal(set) var status = 0
    /// 0 or 1; a higher minor version is taken as 1.
    package internal(set) var minorVersion = 1
    /// The status line without its CRLF.
    package internal(set) var statusLine = 0..<0
    package internal(set) var fields: [RequestHead.Field] = []
    /// Bytes of the head, its empty line included.
    package internal(set) var length = 0
    package internal(set) var framing = ResponseFraming.none
    /// Whether the sender lets the connection live on after this response.
    package internal(set) var keepAlive = true
    /// Whether `Connection` names fields, and not only `close` and `keep-alive`.
    package internal(set) var connectionNamesFields = false
    /// Bit `KnownField.rawValue` is set if the field is there at all, or there more than once.
    private var present: UInt64 = 0
    private var repeated: UInt64 = 0

    /// An empty head, to be filled by a parser.
    package init() {
        fields.reserveCapacity(32)
    }

    /// Whether this is a 1xx, after which the real response comes.
    package var isInterim: Bool { status < 200 }

    /// Whether the field is there at all; costs one test of a bit.
    @inline(__always)
    package func has(_ known: KnownField) -> Bool {
        present &>> UInt64(known.rawValue) & 1 == 1
    }

    /// Whether the field is there more than once; costs one test of a bit.
    @inline(__always)
    package func isRepeated(_ known: KnownField) -> Bool {
        repeated &>> UInt64(known.rawValue) & 1 == 1
    }

    /// The value of the first field of that name.
    package func first(_ known: KnownField) -> Range<Int>? {
        guard has(known) else { return nil }
        for field in fields where field.known == known { return field.value }
        return nil
    }

    mutating func reset() {
        fields.removeAll(keepingCapacity: true)
        framing = .none
        keepAlive = true
        connectionNamesFields = false
        present = 0
        repeated = 0
    }

    @inline(__always)
    mutating func append(_ field: RequestHead.Field) {
        if let known = field.known {
            let bit = 1 &<< UInt64(known.rawValue)
            repeated |= present & bit
            present |= bit
        }
        fields.append(field)
    }
}
