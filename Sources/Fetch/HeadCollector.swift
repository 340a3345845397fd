/// Puts the header lines that libcurl hands over together to heads: interim ones are dropped, the
/// final one is given out once, and lines after it are trailers.
struct HeadCollector {
    enum Step {
        case more
        case head(FetchHead)
        case tooLarge
        case malformed(String)
    }

    private let isHead: Bool
    private var status = 0
    private var version = ""
    private var fields: [(name: String, value: String)] = []
    private var bytes = 0
    private(set) var isDone = false

    /// - Parameter isHead: whether the request was a HEAD, whose answer has no body.
    init(isHead: Bool) {
        self.isHead = isHead
    }

    /// Takes one line with its line end.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Step {
        bytes += line.count
        guard bytes <= FetchLimits.headBytes else { return .tooLarge }
        let content = HeadCollector.withoutLineEnd(line)
        if isDone { return .more }
        if status == 0 || content.starts(with: "HTTP/".utf8) { return begin(content) }
        guard !content.isEmpty else { return end() }
        guard fields.count < FetchLimits.headFields else { return .tooLarge }
        if content[content.startIndex] == 0x20 || content[content.startIndex] == 0x09 {
            // A folded line goes on with the one before (RFC 9112 5.2).
            guard let last = fields.indices.last else { return .malformed("a folded first line") }
            fields[last].value += " " + HeadCollector.text(HeadCollector.trimmed(content))
            return .more
        }
        guard let colon = content.firstIndex(of: UInt8(ascii: ":")), colon > content.startIndex
        else { return .more }
        fields.append(
            (
                HeadCollector.text(content[..<colon]),
                HeadCollector.text(HeadCollector.trimmed(content[(colon + 1)...]))
            )
        )
        return .more
    }

    private mutating func begin(_ line: Slice<UnsafeRawBufferPointer>) -> Step {
        let words = HeadCollector.text(line).split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let code = Int(words[1]), (100...999).contains(code) else {
            return .malformed("no status line")
        }
        status = code
        version = String(words[0].dropFirst("HTTP/".utf8.count))
        fields.removeAll(keepingCapacity: true)
        return .more
    }

    private mutating func end() -> Step {
        if status < 200 {
            status = 0
            return .more
        }
        isDone = true
        let isChunked = fields.contains { $0.name.lowercased() == "transfer-encoding" }
        let lengths = fields.filter { $0.name.lowercased() == "content-length" }.map(\.value)
        // Two lengths that differ are how answers are smuggled (RFC 9112 6.3).
        guard lengths.allSatisfy({ $0 == lengths[0] }) else {
            return .malformed("Content-Length fields that differ")
        }
        let length = isChunked ? nil : lengths.first.flatMap(HeadCollector.length)
        if !isChunked, length == nil, !lengths.isEmpty {
            return .malformed("a Content-Length that is no length")
        }
        let hasBody = !isHead && status != 204 && status != 304
        let isStream = version.hasPrefix("1") && !isChunked && length == nil
        return .head(
            FetchHead(
                status: status,
                httpVersion: version,
                fields: fields,
                contentLength: length,
                isDelimitedByClose: hasBody && isStream
            )
        )
    }

    /// No body is longer than a file can be, so that every length fits the offsets of files.
    private static func length(_ text: String) -> UInt64? {
        guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return Int64(text).map(UInt64.init)
    }

    private static func withoutLineEnd(
        _ line: UnsafeRawBufferPointer
    ) -> Slice<UnsafeRawBufferPointer> {
        var line = line[...]
        while let last = line.last, last == 0x0A || last == 0x0D { line.removeLast() }
        return line
    }

    private static func trimmed(
        _ text: Slice<UnsafeRawBufferPointer>
    ) -> Slice<UnsafeRawBufferPointer> {
        var text = text
        while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return text
    }

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var text = ""
        text.unicodeScalars.append(contentsOf: bytes.map { Unicode.Scalar($0) })
        return text
    }
}
