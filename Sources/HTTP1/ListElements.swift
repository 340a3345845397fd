/// The elements of a comma-separated field value (RFC 9110 section 5.6.1), trimmed, empty ones too.
///
/// A comma within a quoted string separates all the same: use it for lists of tokens.
package struct ListElements: Sendable {
    private var rest: Range<Int>
    private var isDone = false

    /// The elements of the value at that range.
    package init(_ value: Range<Int>) {
        rest = value
    }

    /// The range of the next element, or nil behind the last; `bytes` are what the value is in.
    package mutating func next(in bytes: UnsafeRawBufferPointer) -> Range<Int>? {
        guard !isDone else { return nil }
        var end = rest.lowerBound
        while end < rest.upperBound, bytes[end] != UInt8(ascii: ",") { end += 1 }
        let element = rest.lowerBound..<end
        if end == rest.upperBound {
            isDone = true
        } else {
            rest = end + 1..<rest.upperBound
        }
        return Token.trimmed(element, in: bytes)
    }
}
