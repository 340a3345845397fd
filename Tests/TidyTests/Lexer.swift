/// Cuts Swift source into tokens, well enough to tell code from strings and comments.
///
/// It knows nested block comments, raw and multi-line strings, interpolation and backticks; it does
/// not know regular-expression literals, which this project does not use.
struct Lexer {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var tokens: [Token] = []

    static func tokens(of bytes: [UInt8]) -> [Token] {
        var lexer = Lexer(bytes: bytes)
        return lexer.run()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func run() -> [Token] {
        tokens.reserveCapacity(bytes.count / 5)
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\n") {
                line += 1
                position += 1
            } else if byte <= 32 {
                position += 1
            } else if byte == UInt8(ascii: "/"), let next = peek(1),
                next == UInt8(ascii: "/") || next == UInt8(ascii: "*")
            {
                add(.comment) { $0.skipComment(isBlock: next == UInt8(ascii: "*")) }
            } else if byte == UInt8(ascii: "\"") || (byte == UInt8(ascii: "#") && startsRawString())
            {
                add(.string) { $0.skipString() }
            } else if byte == UInt8(ascii: "`") {
                add(.word) { $0.skipBackticks() }
            } else if Self.isWordByte(byte) {
                add(.word) { $0.skipWord() }
            } else {
                add(.symbol) { $0.position += 1 }
            }
        }
        return tokens
    }

    private mutating func add(_ kind: Token.Kind, _ skip: (inout Lexer) -> Void) {
        let (start, firstLine) = (position, line)
        skip(&self)
        position = min(position, bytes.count)
        var text = bytes[start..<position]
        if kind == .string {
            let isQuote = { (byte: UInt8) in byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#")
            }
            text = text.drop(while: isQuote)
            while let last = text.last, isQuote(last) { text.removeLast() }
        }
        tokens.append(
            Token(
                kind: kind,
                text: String(decoding: text, as: UTF8.self),
                line: firstLine,
                lastLine: line,
                start: start,
                end: position
            )
        )
    }

    private func peek(_ distance: Int) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 128...255:
            true
        default:
            false
        }
    }

    private mutating func skipWord() {
        while position < bytes.count, Self.isWordByte(bytes[position]) { position += 1 }
    }

    private mutating func skipBackticks() {
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "`") { position += 1 }
        position += 1
    }

    private mutating func skipComment(isBlock: Bool) {
        guard isBlock else {
            while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
            return
        }
        var depth = 0
        while position < bytes.count {
            let pair = (bytes[position], peek(1) ?? 0)
            if pair == (UInt8(ascii: "/"), UInt8(ascii: "*")) {
                depth += 1
                position += 2
            } else if pair == (UInt8(ascii: "*"), UInt8(ascii: "/")) {
                depth -= 1
                position += 2
                if depth == 0 { return }
            } else {
                step()
            }
        }
    }

    private func startsRawString() -> Bool {
        var ahead = position
        while ahead < bytes.count, bytes[ahead] == UInt8(ascii: "#") { ahead += 1 }
        return ahead < bytes.count && bytes[ahead] == UInt8(ascii: "\"")
    }

    private mutating func step() {
        if bytes[position] == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private mutating func skipString() {
        var hashes = 0
        while bytes[position] == UInt8(ascii: "#") {
            hashes += 1
            position += 1
        }
        let quotes = peek(1) == UInt8(ascii: "\"") && peek(2) == UInt8(ascii: "\"") ? 3 : 1
        let quote = [UInt8](repeating: UInt8(ascii: "\""), count: quotes)
        let rail = [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
        position += quotes
        while position < bytes.count {
            if starts(with: quote + rail) {
                position += quotes + hashes
                return
            }
            if starts(with: [UInt8(ascii: "\\")] + rail) {
                position += 1 + hashes
                guard position < bytes.count else { return }
                if bytes[position] == UInt8(ascii: "(") { skipInterpolation() } else { step() }
            } else {
                step()
            }
        }
    }

    private mutating func skipInterpolation() {
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "("):
                depth += 1
                position += 1
            case UInt8(ascii: ")"):
                depth -= 1
                position += 1
                if depth == 0 { return }
            case UInt8(ascii: "\""):
                skipString()
            default:
                step()
            }
        }
    }

    private func starts(with text: [UInt8]) -> Bool {
        guard position + text.count <= bytes.count else { return false }
        return text.indices.allSatisfy { bytes[position + $0] == text[$0] }
    }
}
