/// Rules for every text of the repository: links lead somewhere, and nothing speaks of one machine.
enum PageRules {
    /// The links of a page that lead to files which are not there.
    static func brokenLinks(
        path: String,
        _ text: String,
        exists: (String) -> Bool
    ) -> [Violation] {
        var found: [Violation] = []
        var isInCode = false
        let folder = path.split(separator: "/").dropLast().map(String.init)
        for (index, line) in lines(text) {
            if line.hasPrefix("```") { isInCode.toggle() }
            guard !isInCode else { continue }
            for part in line.split(separator: "](", omittingEmptySubsequences: false).dropFirst() {
                let target = part.prefix { $0 != ")" && $0 != "#" && $0 != " " }
                guard !target.isEmpty, !target.contains("://"), !target.hasPrefix("mailto:") else {
                    continue
                }
                if !exists(resolve(folder, String(target))) {
                    let message = "the link to \(target) leads nowhere"
                    found.append(Violation(path: path, line: index + 1, message: message))
                }
            }
        }
        return found
    }

    /// Paths that exist on one machine only.
    static func machinePaths(path: String, _ text: String) -> [Violation] {
        // In pieces, for this file is read as well.
        let roots = ["/ho" + "me/", "/ro" + "ot/", "/Use" + "rs/", "/wo" + "rk/", "/tm" + "p/"]
        guard roots.contains(where: { text.contains($0) }) else { return [] }
        return lines(text).compactMap { index, line in
            guard let root = roots.first(where: { startsPath(line, $0) }) else { return nil }
            let message = "\(root) is a path of one machine"
            return Violation(path: path, line: index + 1, message: message)
        }
    }

    /// Whether a root stands at the start of a path, not inside of one as in `$HOME/work/`.
    private static func startsPath(_ line: Substring, _ root: String) -> Bool {
        guard let range = line.firstRange(of: root) else { return false }
        guard range.lowerBound > line.startIndex else { return true }
        let before = line[line.index(before: range.lowerBound)]
        return !before.isLetter && !before.isNumber && !"._-})>".contains(before)
    }

    private static func lines(_ text: String) -> EnumeratedSequence<[Substring]> {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    }

    private static func resolve(_ folder: [String], _ target: String) -> String {
        var parts = target.hasPrefix("/") ? [] : folder
        for part in target.split(separator: "/") {
            if part == ".." {
                _ = parts.popLast()
            } else if part != "." {
                parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }
}
