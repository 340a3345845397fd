/// Rules about what is declared where: one type per file, short functions, documented interfaces.
enum DeclarationRules {
    static let fileLines = 500
    static let functionLines = 70

    static func violations(
        in file: SourceFile,
        _ protocols: ProtocolBook = ProtocolBook()
    ) -> [Violation] {
        fileLength(file) + oneType(file) + functionLength(file) + documentation(file, protocols)
    }

    private static func fileLength(_ file: SourceFile) -> [Violation] {
        guard file.lineCount > fileLines else { return [] }
        let message = "\(file.lineCount) lines; \(fileLines) is the end of a file"
        return [Violation(path: file.path, line: fileLines, message: message)]
    }

    /// A file holds one type; extensions of others and nested types do not count.
    private static func oneType(_ file: SourceFile) -> [Violation] {
        let kinds: Set = ["struct", "class", "enum", "actor", "protocol"]
        var depth = 0
        var names: [Token] = []
        for (index, token) in file.code.enumerated() {
            if token.isSymbol("{") || token.isSymbol("(") { depth += 1 }
            if token.isSymbol("}") || token.isSymbol(")") { depth -= 1 }
            guard depth == 0, token.kind == .word, kinds.contains(token.text),
                index + 1 < file.code.count, file.code[index + 1].kind == .word,
                index == 0 || !file.code[index - 1].isSymbol("."),
                index == 0 || !file.code[index - 1].isWord("import")
            else { continue }
            names.append(file.code[index + 1])
        }
        return names.dropFirst().map {
            file.violation($0, "\($0.text) is a second type in this file, after \(names[0].text)")
        }
    }

    private static func functionLength(_ file: SourceFile) -> [Violation] {
        var found: [Violation] = []
        for (index, token) in file.code.enumerated() where startsFunction(file, index) {
            guard let open = bodyStart(file, index) else { continue }
            let lines = file.code[file.closing(open)].line - token.line + 1
            guard lines > functionLines else { continue }
            let message = "a function of \(lines) lines; \(functionLines) is the end of a function"
            found.append(file.violation(token, message))
        }
        return found
    }

    private static func startsFunction(_ file: SourceFile, _ index: Int) -> Bool {
        let token = file.code[index]
        guard token.kind == .word, index + 1 < file.code.count else { return false }
        let next = file.code[index + 1]
        if index > 0, file.code[index - 1].isSymbol(".") { return false }
        switch token.text {
        case "func", "deinit": return true
        case "init": return ["(", "<", "?", "!"].contains(next.text)
        default: return false
        }
    }

    /// The brace that opens the body, or nil for a requirement of a protocol.
    private static func bodyStart(_ file: SourceFile, _ index: Int) -> Int? {
        let starters: Set = [
            "func", "var", "let", "init", "static", "mutating", "package", "private", "case",
            "subscript", "associatedtype", "typealias", "struct", "enum", "class", "}", "@", "#",
        ]
        var position = index + 1
        while position < file.code.count {
            let token = file.code[position]
            if token.isSymbol("{") { return position }
            if token.isSymbol("(") || token.isSymbol("[") {
                position = file.closing(position) + 1
                continue
            }
            let isNewLine = token.line > file.code[position - 1].lastLine
            if token.isSymbol("}") || (isNewLine && starters.contains(token.text)) { return nil }
            position += 1
        }
        return nil
    }

    /// Whatever other modules see is documented, except what its name, its type and the comment of
    /// its type already say (initializers, properties and operators), and what a protocol says.
    private static func documentation(
        _ file: SourceFile,
        _ protocols: ProtocolBook
    ) -> [Violation] {
        let levels: Set = ["package", "public", "open"]
        var found: [Violation] = []
        for (index, token) in file.tokens.enumerated()
        where token.kind == .word && levels.contains(token.text) {
            guard let keyword = declared(file, after: index), documented.contains(keyword.text),
                !hasDocumentation(file, before: index),
                !implements(file, token, keyword, protocols)
            else { continue }
            found.append(
                file.violation(token, "a \(token.text) \(keyword.text) without a doc comment")
            )
        }
        return found
    }

    /// Whether a function or type alias is what a protocol asks for and documents.
    private static func implements(
        _ file: SourceFile,
        _ token: Token,
        _ keyword: Token,
        _ protocols: ProtocolBook
    ) -> Bool {
        guard keyword.text == "func" || keyword.text == "typealias",
            let position = file.code.firstIndex(where: { $0.start == keyword.start }),
            position + 1 < file.code.count
        else { return false }
        return protocols.documents(file.code[position + 1].text, at: token, in: file)
    }

    private static let documented: Set = [
        "struct", "class", "enum", "actor", "protocol", "func", "subscript", "typealias",
    ]

    /// The keyword that says what is declared, after the modifiers; nil for an operator, whose
    /// meaning its protocol documents.
    private static func declared(_ file: SourceFile, after index: Int) -> Token? {
        let modifiers: Set = [
            "static", "final", "mutating", "nonmutating", "consuming", "borrowing", "override",
            "convenience", "required", "lazy", "weak", "unowned", "nonisolated", "indirect",
            "private", "fileprivate", "set", "isolated", "prefix", "postfix", "infix", "internal",
        ]
        if index > 0, file.tokens[index - 1].isSymbol(".") { return nil }
        let words = file.tokens[(index + 1)...].prefix(14).drop {
            $0.isSymbol("(") || $0.isSymbol(")") || modifiers.contains($0.text)
        }
        guard let keyword = words.first, keyword.kind == .word, words.count > 1,
            let next = words.dropFirst().first
        else { return nil }
        return keyword.text == "func" && next.kind == .symbol ? nil : keyword
    }

    /// What may stand between a doc comment and a level of access, or a requirement of a protocol.
    private static let transparent: Set = ["final", "static", "indirect", "mutating"]

    /// Looks back over attributes for `///` or `/**`.
    static func hasDocumentation(_ file: SourceFile, before index: Int) -> Bool {
        var position = index - 1
        while position >= 0 {
            let token = file.tokens[position]
            if token.kind == .comment {
                if token.text.hasPrefix("///") || token.text.hasPrefix("/**") { return true }
                position -= 1
            } else if token.isSymbol(")") {
                while position >= 0, !file.tokens[position].isSymbol("(") { position -= 1 }
                position -= 1
            } else if token.kind == .word, position > 0, file.tokens[position - 1].isSymbol("@") {
                position -= 2
            } else if token.kind == .word, transparent.contains(token.text) {
                position -= 1
            } else {
                return false
            }
        }
        return false
    }
}
