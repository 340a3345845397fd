/// Rules about words that must not stand in the code of any module.
enum TextRules {
    /// Where a promise about threads may be made without the compiler: the wrappers of C libraries.
    static let uncheckedModules: Set = ["LMDB", "Fetch"]
    /// Single files outside of the wrappers that wrap something themselves.
    static let uncheckedFiles: Set = ["Sources/Hashing/Digest.swift"]
    /// The only place where time passes in tests.
    static let waitingFile = "Tests/TestSupport/Polling.swift"

    static func violations(in file: SourceFile) -> [Violation] {
        forced(file) + emptyCatch(file) + leftForLater(file) + unchecked(file) + sleeping(file)
    }

    private static func forced(_ file: SourceFile) -> [Violation] {
        zip(file.code, file.code.dropFirst()).compactMap { word, mark in
            guard word.isWord("try") || word.isWord("as"), mark.isSymbol("!"),
                mark.start == word.end
            else { return nil }
            return file.violation(word, "\(word.text)! hides a failure until it crashes")
        }
    }

    /// A comment inside makes it a decision.
    private static func emptyCatch(_ file: SourceFile) -> [Violation] {
        file.tokens.indices.compactMap { index in
            guard file.tokens[index].isWord("catch"),
                let open = file.tokens[index...].firstIndex(where: { $0.isSymbol("{") }),
                open + 1 < file.tokens.count, file.tokens[open + 1].isSymbol("}")
            else { return nil }
            return file.violation(file.tokens[index], "an empty catch hides a failure")
        }
    }

    private static func leftForLater(_ file: SourceFile) -> [Violation] {
        // In two pieces, for this file is read as well.
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK:"]
        return file.comments.compactMap { comment in
            guard let mark = marks.first(where: { comment.text.contains($0) }) else { return nil }
            return file.violation(comment, "\(mark): open work is an issue, not a comment")
        }
    }

    private static func unchecked(_ file: SourceFile) -> [Violation] {
        var found: [Violation] = []
        for index in file.code.indices.dropLast(2) {
            let token = file.code[index]
            let isUnchecked = token.isSymbol("@") && file.code[index + 1].isWord("unchecked")
            let isUnsafe =
                token.isWord("nonisolated") && file.code[index + 1].isSymbol("(")
                && file.code[index + 2].isWord("unsafe")
            guard isUnchecked || isUnsafe else { continue }
            let name = isUnchecked ? "@unchecked Sendable" : "nonisolated(unsafe)"
            let isAllowed =
                file.isInSources && uncheckedModules.contains(file.module)
                || uncheckedFiles.contains(file.path)
            if !isAllowed {
                found.append(file.violation(token, "\(name) outside of the wrappers"))
            } else if !(0...3).contains(where: { file.hasComment(endingAt: token.line - $0) }) {
                found.append(
                    file.violation(token, "\(name) without the sentence that makes it true")
                )
            }
        }
        return found
    }

    private static func sleeping(_ file: SourceFile) -> [Violation] {
        guard file.isInTests, file.path != waitingFile else { return [] }
        let names: Set = ["sleep", "usleep", "nanosleep", "clock_nanosleep", "asyncAfter"]
        return zip(file.code, file.code.dropFirst()).compactMap { word, next in
            guard word.kind == .word, names.contains(word.text), next.isSymbol("(") else {
                return nil
            }
            return file.violation(
                word,
                "tests do not sleep; wait for a gate, or poll with a deadline"
            )
        }
    }
}
