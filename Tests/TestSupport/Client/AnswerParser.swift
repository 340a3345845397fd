/// Reads one HTTP answer from bytes that arrive in any pieces.
///
/// Strict where a wrong answer could pass for a right one: lengths, chunks and the end.
package struct AnswerParser: Sendable {
    private enum Phase {
        case head
        case length(left: UInt64)
        case chunkSize
        case chunk(left: UInt64)
        case chunkEnd
        case trailers
        case untilClose
        case done
    }

    private static let headLimit = 256 << 10
    /// Of an error that is not what was to be compared, kept for people.
    private static let errorLimit = 64 << 10

    package private(set) var answer = RawAnswer()
    private var phase = Phase.head
    private var line: [UInt8] = []
    private let isHeadOnly: Bool
    private let sink: BodySink

    /// - Parameter isHeadOnly: the request was a HEAD, so no body follows whatever the fields say.
    package init(isHeadOnly: Bool, sink: BodySink) {
        self.isHeadOnly = isHeadOnly
        self.sink = sink
    }

    package var hasHead: Bool {
        if case .head = phase { false } else { true }
    }

    package var isDone: Bool { answer.end != .open }

    /// Takes bytes; returns how many belonged to this answer.
    package mutating func feed(_ bytes: UnsafeRawBufferPointer) -> Int {
        var position = 0
        while position < bytes.count, !isDone {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
            switch phase {
            case .head:
                position += takeHead(rest)
            case .length(let left):
                let count = Int(min(left, UInt64(rest.count)))
                take(UnsafeRawBufferPointer(rebasing: rest[0..<count]))
                position += count
                phase = .length(left: left - UInt64(count))
                if left == UInt64(count) { end(.clean) }
            case .chunk(let left):
                let count = Int(min(left, UInt64(rest.count)))
                take(UnsafeRawBufferPointer(rebasing: rest[0..<count]))
                position += count
                phase = left == UInt64(count) ? .chunkEnd : .chunk(left: left - UInt64(count))
            case .chunkSize, .chunkEnd, .trailers:
                position += takeLine(rest)
            case .untilClose:
                take(rest)
                position = bytes.count
            case .done:
                return position
            }
        }
        return position
    }

    /// The connection has ended: in order, by RST, or for the reader by its deadline.
    package mutating func connectionEnded(_ how: AnswerEnd) {
        guard !isDone else { return }
        if case .untilClose = phase, how == .short {
            end(.cleanByClose)
        } else {
            end(how)
        }
    }

    private mutating func end(_ how: AnswerEnd) {
        answer.end = how
        phase = .done
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer) {
        let offset = answer.bodyCount
        answer.bodyCount += UInt64(bytes.count)
        let isError = !(200..<300).contains(answer.status)
        switch sink {
        case .collect:
            answer.body.append(contentsOf: bytes)
        case .compare where isError, .discard where isError:
            answer.body.append(contentsOf: bytes.prefix(Self.errorLimit - answer.body.count))
        case .compare(let source, let start):
            guard answer.firstMismatch == nil else { return }
            answer.firstMismatch = source.mismatch(bytes, at: start + offset)
                .map { offset + UInt64($0) }
        case .discard:
            break
        }
    }

    /// Collects up to the empty line, then chooses how the body is framed.
    private mutating func takeHead(_ bytes: UnsafeRawBufferPointer) -> Int {
        for (index, byte) in bytes.enumerated() {
            line.append(byte)
            if byte == 10, line.suffix(4) == [13, 10, 13, 10] {
                parseHead()
                line = []
                return index + 1
            }
            if line.count > Self.headLimit {
                end(.malformed("a head of more than \(Self.headLimit) bytes"))
                return index + 1
            }
        }
        return bytes.count
    }

    private mutating func parseHead() {
        let lines = String(decoding: line.dropLast(4), as: UTF8.self).split(separator: "\r\n")
        let statusLine = lines.first ?? ""
        let words = statusLine.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]),
            words[1].utf8.count == 3
        else {
            end(.malformed("status line: \(statusLine)"))
            return
        }
        if (100..<200).contains(status) {
            answer.interimStatuses.append(status)
            return
        }
        answer.status = status
        answer.minorVersion = words[0].hasSuffix("0") ? 0 : 1
        answer.reason = words.count > 2 ? String(words[2]) : ""
        for field in lines.dropFirst() {
            guard let colon = field.firstIndex(of: ":") else {
                end(.malformed("field: \(field)"))
                return
            }
            let value = field[field.index(after: colon)...]
            answer.fields.append((String(field[..<colon]), Self.trimmed(value)))
        }
        chooseFraming()
    }

    private mutating func chooseFraming() {
        let lengths = answer.fields.filter { $0.name.lowercased() == "content-length" }
        let coding = answer["Transfer-Encoding"]?.lowercased()
        if lengths.count > 1 || (coding != nil && !lengths.isEmpty) {
            end(.malformed("two framings in one answer"))
        } else if isHeadOnly || answer.status == 204 || answer.status == 304 {
            end(.clean)
        } else if coding == "chunked" {
            phase = .chunkSize
        } else if let coding {
            end(.malformed("transfer coding \(coding)"))
        } else if let text = lengths.first?.value {
            guard let length = UInt64(text) else {
                end(.malformed("Content-Length \(text)"))
                return
            }
            phase = .length(left: length)
            if length == 0 { end(.clean) }
        } else {
            phase = .untilClose
        }
    }

    private mutating func takeLine(_ bytes: UnsafeRawBufferPointer) -> Int {
        for (index, byte) in bytes.enumerated() {
            line.append(byte)
            guard byte == 10 else { continue }
            let text = String(decoding: line.dropLast(2), as: UTF8.self)
            let endsWell = line.suffix(2) == [13, 10]
            line = []
            if endsWell {
                lineEnded(text)
            } else {
                end(.malformed("a bare line feed in the chunked coding"))
            }
            return index + 1
        }
        return bytes.count
    }

    private mutating func lineEnded(_ text: String) {
        switch phase {
        case .chunkSize:
            guard let size = UInt64(text.prefix { $0 != ";" }, radix: 16) else {
                end(.malformed("chunk size \(text)"))
                return
            }
            phase = size == 0 ? .trailers : .chunk(left: size)
        case .chunkEnd:
            if text.isEmpty { phase = .chunkSize } else { end(.malformed("chunk end \(text)")) }
        case .trailers:
            if text.isEmpty { end(.clean) }
        default:
            preconditionFailure("no line expected in \(phase)")
        }
    }

    mutating func sawFirstByte(after nanoseconds: UInt64) {
        if answer.nanosecondsToFirstByte == nil { answer.nanosecondsToFirstByte = nanoseconds }
    }

    mutating func sawEnd(after nanoseconds: UInt64) {
        answer.nanosecondsToEnd = nanoseconds
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        let start = text.drop(while: isSpace)
        return String(start.prefix(start.count - start.reversed().prefix(while: isSpace).count))
    }
}
