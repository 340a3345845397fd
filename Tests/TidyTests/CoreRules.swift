/// What keeps a core pure: no system, no clock, no randomness of its own, no order of hashing.
enum CoreRules {
    static let cores: Set = [
        "HTTP1", "S3", "Catalog", "Mirroring", "Raft", "Gossip", "PeerProtocol",
    ]

    static func violations(in file: SourceFile) -> [Violation] {
        guard file.isInSources, cores.contains(file.module) else { return [] }
        return imports(file) + calls(file) + hashOrder(file)
    }

    private static func imports(_ file: SourceFile) -> [Violation] {
        zip(file.code, file.code.dropFirst()).compactMap { word, name in
            guard word.isWord("import") else { return nil }
            let banned =
                ["Glibc", "Dispatch", "Synchronization"].contains(name.text)
                || name.text.hasPrefix("Foundation") || name.text.hasPrefix("NIO")
            return banned ? file.violation(name, "a core does not import \(name.text)") : nil
        }
    }

    private static func calls(_ file: SourceFile) -> [Violation] {
        let types: Set = [
            "SystemRandomNumberGenerator", "ContinuousClock", "SuspendingClock", "Task",
            "TaskGroup", "DispatchQueue", "Hasher",
        ]
        let members: Set = ["random", "randomElement", "shuffled", "shuffle", "hashValue"]
        var found: [Violation] = []
        for (index, token) in file.code.enumerated() where token.kind == .word {
            let isMember = index > 0 && file.code[index - 1].isSymbol(".")
            let isCall = index + 1 < file.code.count && file.code[index + 1].isSymbol("(")
            let isBanned =
                !isMember && types.contains(token.text)
                || isMember && members.contains(token.text)
                    && !givesGenerator(file, index)
                || token.text == "Date" && isCall
            if isBanned {
                found.append(
                    file.violation(token, "\(token.text): a core decides by its input alone")
                )
            }
        }
        return found
    }

    /// `.random(in:using:)` and the like draw from a generator the core was given.
    private static func givesGenerator(_ file: SourceFile, _ index: Int) -> Bool {
        guard index + 1 < file.code.count, file.code[index + 1].isSymbol("(") else { return false }
        return file.code[(index + 1)...file.closing(index + 1)].contains { $0.isWord("using") }
    }

    /// A dictionary or set iterates in another order in each process.
    ///
    /// Told by the types written in the same file. A comment with the word "order" just above a
    /// loop says why it does not matter there.
    private static func hashOrder(_ file: SourceFile) -> [Violation] {
        let names = hashContainers(file)
        var found: [Violation] = []
        for index in file.code.indices where file.code[index].isWord("for") {
            guard let start = file.code[index...].firstIndex(where: { $0.isWord("in") }),
                let end = file.code[start...].firstIndex(where: { $0.isSymbol("{") })
            else { continue }
            let expression = file.code[start..<end]
            let isSorted = expression.contains { $0.text == "sorted" || $0.text == "Array" }
            let isHash = expression.contains { token in
                token.kind == .word && (names.contains(token.text) || token.text == "keys")
            }
            let line = file.code[index].line
            let isExplained = file.comments.contains {
                $0.lastLine == line - 1 && $0.text.contains("order")
            }
            // A subscript or a call gives something else than the container.
            let isWhole = expression.last.map { !$0.isSymbol("]") && !$0.isSymbol(")") } ?? false
            if isHash, isWhole, !isSorted, !isExplained {
                found.append(file.violation(file.code[index], "a loop in hash order; sort first"))
            }
        }
        return found
    }

    private static func hashContainers(_ file: SourceFile) -> Set<String> {
        var names: Set<String> = []
        for index in file.code.indices.dropLast(3) where file.code[index].kind == .word {
            let mark = file.code[index + 1]
            guard mark.isSymbol(":") || mark.isSymbol("=") else { continue }
            let type = file.code[index + 2]
            if type.isWord("Set") || type.isWord("Dictionary") {
                names.insert(file.code[index].text)
            } else if type.isSymbol("[") {
                let inside = file.code[(index + 3)..<max(index + 3, file.closing(index + 2))]
                if isDictionary(inside, isType: mark.isSymbol(":")) {
                    names.insert(file.code[index].text)
                }
            }
        }
        return names
    }

    /// Whether brackets hold `Key: Value`, not counting colons inside of inner brackets.
    private static func isDictionary(_ inside: ArraySlice<Token>, isType: Bool) -> Bool {
        var depth = 0
        for token in inside where token.kind == .symbol {
            if ["(", "[", "{"].contains(token.text) { depth += 1 }
            if [")", "]", "}"].contains(token.text) { depth -= 1 }
            if token.text == ":" && depth == 0 { return true }
        }
        return false
    }
}
