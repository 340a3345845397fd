/// `field-name ":" OWS field-value OWS` (RFC 9112 section 5), on one line.
enum FieldLine {
    /// `line` is not empty and has no control characters but TAB.
    @inline(__always)
    static func parse(
        _ line: Range<Int>,
        _ base: UnsafeRawPointer
    ) throws(HTTPError) -> (name: Range<Int>, value: Range<Int>) {
        let start = line.lowerBound
        var colon = start
        while colon < line.upperBound, CharacterClass.isToken(byte(base, colon)) { colon &+= 1 }
        guard colon > start, colon < line.upperBound, byte(base, colon) == UInt8(ascii: ":") else {
            throw refusal(of: line, at: colon, base)
        }
        var first = colon &+ 1
        var last = line.upperBound
        while first < last, isSpace(byte(base, first)) { first &+= 1 }
        while first < last, isSpace(byte(base, last &- 1)) { last &-= 1 }
        return (start..<colon, first..<last)
    }

    private static func refusal(
        of line: Range<Int>,
        at position: Int,
        _ base: UnsafeRawPointer
    ) -> HTTPError {
        guard position < line.upperBound else {
            return .badRequest("A field line has no colon.")
        }
        guard isSpace(byte(base, position)) else {
            return .badRequest("A field name is empty or has a character that names cannot have.")
        }
        return position == line.lowerBound
            ? .badRequest("A line begins with white space: folded fields are not supported.")
            : .badRequest("A field name has white space in or after it.")
    }

    @inline(__always)
    private static func byte(_ base: UnsafeRawPointer, _ position: Int) -> UInt8 {
        base.load(fromByteOffset: position, as: UInt8.self)
    }

    @inline(__always)
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09
    }
}
