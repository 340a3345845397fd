/// `method SP request-target SP HTTP-version` (RFC 9112 section 3), with exactly these two spaces.
enum RequestLine {
    /// `line` has no control characters.
    static func parse(
        _ line: Range<Int>,
        _ bytes: UnsafeRawBufferPointer,
        _ base: UnsafeRawPointer,
        into head: inout RequestHead
    ) throws(HTTPError) {
        var position = line.lowerBound
        while position < line.upperBound, CharacterClass.isToken(bytes[position]) { position += 1 }
        guard position > line.lowerBound, position < line.upperBound, bytes[position] == 0x20 else {
            throw .badRequest("The request line does not begin with a method and a space.")
        }
        head.methodRange = line.lowerBound..<position
        head.method = Method(base + line.lowerBound, count: head.methodRange.count)

        let start = position + 1
        let end = ByteScan.firstOf(0x20, 0x23, base, from: start, to: line.upperBound)
        guard end > start, end < line.upperBound, bytes[end] == 0x20 else {
            throw .badRequest("The request target is empty, not followed by a space, or has a '#'.")
        }
        head.minorVersion = try minorVersion(base, end + 1..<line.upperBound)
        guard !isConnect(base, head.methodRange) else {
            throw .notImplemented("CONNECT is not supported.")
        }
        head.targetRange = start..<end
        if bytes[start] != UInt8(ascii: "/") { try absoluteForm(bytes, into: &head) }
    }

    private static func minorVersion(_ base: UnsafeRawPointer, _ range: Range<Int>)
        throws(HTTPError) -> Int
    {
        let name: StaticString = "HTTP/"
        guard range.count == 8 else { throw .badRequest("The HTTP version is malformed.") }
        let version = UnsafeRawBufferPointer(start: base + range.lowerBound, count: 8)
        for index in 0..<5 where version[index] != name.utf8Start[index] {
            throw .badRequest("The HTTP version is malformed.")
        }
        guard CharacterClass.isDigit(version[5]), version[6] == UInt8(ascii: "."),
            CharacterClass.isDigit(version[7])
        else { throw .badRequest("The HTTP version is malformed.") }
        guard version[5] == UInt8(ascii: "1") else { throw .versionNotSupported }
        return version[7] == UInt8(ascii: "0") ? 0 : 1
    }

    private static func isConnect(_ base: UnsafeRawPointer, _ range: Range<Int>) -> Bool {
        let name: StaticString = "CONNECT"
        guard range.count == 7 else { return false }
        for index in 0..<7
        where base.load(fromByteOffset: range.lowerBound + index, as: UInt8.self)
            != name.utf8Start[index]
        {
            return false
        }
        return true
    }

    /// A target that does not begin with `/`: `http://host/path` or `*` (RFC 9112 section 3.2).
    private static func absoluteForm(
        _ bytes: UnsafeRawBufferPointer,
        into head: inout RequestHead
    ) throws(HTTPError) {
        let target = head.targetRange
        let text = UnsafeRawBufferPointer(rebasing: bytes[target])
        if text.count == 1, text[0] == UInt8(ascii: "*"), head.method == .options { return }
        let schemeLength: Int
        if Token.hasPrefix(text, "http://") {
            schemeLength = 7
        } else if Token.hasPrefix(text, "https://") {
            schemeLength = 8
        } else {
            throw .badRequest("The request target is neither a path nor an http URL.")
        }
        let start = target.lowerBound + schemeLength
        var end = start
        while end < target.upperBound, CharacterClass.isAuthority(bytes[end]) { end += 1 }
        let isEnded =
            end == target.upperBound || bytes[end] == UInt8(ascii: "/")
            || bytes[end] == UInt8(ascii: "?")
        guard end > start, isEnded else {
            throw .badRequest("The host of the request target is empty or malformed.")
        }
        head.authorityRange = start..<end
        head.targetRange = end..<target.upperBound
    }
}
