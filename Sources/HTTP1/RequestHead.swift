/// The parsed head of one request, as ranges into the buffer that was given to `HeadParser`.
///
/// A connection keeps one and gives it to the parser for each of its requests: the field array
/// keeps its capacity, so that a request allocates nothing. The ranges hold as long as the buffer
/// does.
package struct RequestHead: Sendable {
    /// One field line, in the order received.
    package struct Field: Sendable {
        private let nameStart: UInt32
        private let nameEnd: UInt32
        private let valueStart: UInt32
        private let valueEnd: UInt32
        /// The name, where this program knows it.
        package let known: KnownField?

        init(name: Range<Int>, value: Range<Int>, known: KnownField?) {
            nameStart = UInt32(truncatingIfNeeded: name.lowerBound)
            nameEnd = UInt32(truncatingIfNeeded: name.upperBound)
            valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
            valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
            self.known = known
        }

        /// The name as it was written.
        package var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }

        /// The value without white space at its ends; without NUL, CR, LF and other controls but
        /// TAB.
        package var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
    }

    /// Case-sensitive; its text is at `methodRange`.
    package internal(set) var method = Method.other
    package internal(set) var methodRange = 0..<0
    /// The path and query: from the first `/` on, also of a target in absolute form, of which it
    /// may then be empty or begin with `?`.
    ///
    /// `*` for `OPTIONS *`. No spaces, controls or `#`; bytes of 0x80 and above are let through for
    /// clients that send UTF-8 as it is.
    package internal(set) var targetRange = 0..<0
    /// The host and port of a target in absolute form, which count instead of the Host field
    /// (RFC 9112 section 3.2.2).
    package internal(set) var authorityRange: Range<Int>?
    /// 0 or 1; a higher minor version is taken as 1 (RFC 9110 section 2.5).
    package internal(set) var minorVersion = 1
    package internal(set) var fields: [Field] = []
    /// Bytes of the head, with its empty line and any empty lines skipped before it.
    package internal(set) var length = 0
    package internal(set) var framing = BodyFraming.none
    /// Whether the client lets the connection live on after this request.
    package internal(set) var keepAlive = true
    /// Whether the client waits for `100 Continue` before it sends the body, of which there is one.
    package internal(set) var expectsContinue = false

    /// Bit `KnownField.rawValue` is set if the field is there at all, or there more than once.
    private var present: UInt64 = 0
    private var repeated: UInt64 = 0

    /// An empty head, to be filled by a parser.
    package init() {
        fields.reserveCapacity(32)
    }

    /// The host and port that the client asks for: of the target or else of the Host field.
    package var hostRange: Range<Int>? { authorityRange ?? first(.host) }

    /// Whether the field is there at all; costs one test of a bit.
    @inline(__always)
    package func has(_ known: KnownField) -> Bool {
        present &>> UInt64(known.rawValue) & 1 == 1
    }

    /// The value of the first field of that name.
    package func first(_ known: KnownField) -> Range<Int>? {
        guard has(known) else { return nil }
        for field in fields where field.known == known { return field.value }
        return nil
    }

    /// The number of field lines of that name.
    package func count(of known: KnownField) -> Int {
        guard has(known) else { return 0 }
        guard isRepeated(known) else { return 1 }
        return fields.count { $0.known == known }
    }

    /// Whether the field is there more than once; costs one test of a bit.
    @inline(__always)
    package func isRepeated(_ known: KnownField) -> Bool {
        repeated &>> UInt64(known.rawValue) & 1 == 1
    }

    mutating func reset() {
        fields.removeAll(keepingCapacity: true)
        authorityRange = nil
        framing = .none
        keepAlive = true
        expectsContinue = false
        present = 0
        repeated = 0
    }

    @inline(__always)
    mutating func append(name: Range<Int>, value: Range<Int>, known: KnownField?) {
        if let known {
            let bit = 1 &<< UInt64(known.rawValue)
            repeated |= present & bit
            present |= bit
        }
        fields.append(Field(name: name, value: value, known: known))
    }
}
