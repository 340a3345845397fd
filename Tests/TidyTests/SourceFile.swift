/// A Swift file of the repository, cut into tokens.
struct SourceFile {
    /// From the root of the repository.
    let path: String
    let lineCount: Int
    let comments: [Token]
    /// All tokens but comments.
    let code: [Token]
    /// All tokens in order.
    let tokens: [Token]

    init(path: String, bytes: [UInt8]) {
        self.path = path
        lineCount = bytes.count { $0 == UInt8(ascii: "\n") }
        tokens = Lexer.tokens(of: bytes)
        comments = tokens.filter { $0.kind == .comment }
        code = tokens.filter { $0.kind != .comment }
    }

    init(path: String, _ text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    /// The target the file belongs to: the second part of its path.
    var module: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    var isInSources: Bool { path.hasPrefix("Sources/") }
    var isInTests: Bool { path.hasPrefix("Tests/") }

    func violation(_ token: Token, _ message: String) -> Violation {
        Violation(path: path, line: token.line, message: message)
    }

    /// Whether a comment ends on a line.
    func hasComment(endingAt line: Int) -> Bool {
        comments.contains { $0.lastLine == line }
    }

    /// The index in `code` of the symbol that closes the one at an index.
    func closing(_ index: Int) -> Int {
        let pairs = ["(": ")", "[": "]", "{": "}"]
        guard let close = pairs[code[index].text] else { return index }
        var depth = 0
        for position in index..<code.count where code[position].kind == .symbol {
            if code[position].text == code[index].text { depth += 1 }
            if code[position].text == close {
                depth -= 1
                if depth == 0 { return position }
            }
        }
        return code.count - 1
    }
}
