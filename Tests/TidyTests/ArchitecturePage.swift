/// The list of targets in docs/architecture.md: lines `Name: dependencies` of its block ```targets.
struct ArchitecturePage {
    struct Entry: Hashable {
        let name: String
        let dependencies: Set<String>
        let line: Int
    }

    static let path = "docs/architecture.md"

    let entries: [Entry]

    init(_ text: String) {
        var entries: [Entry] = []
        var isInside = false
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if line.hasPrefix("```") { isInside = line == "```targets" }
            guard isInside, !line.hasPrefix("#"), let colon = line.firstIndex(of: ":") else {
                continue
            }
            let words = line[line.index(after: colon)...].split(separator: " ").map(String.init)
            let name = String(line[..<colon])
            entries.append(Entry(name: name, dependencies: Set(words), line: index + 1))
        }
        self.entries = entries
    }

    /// Where the page and the manifest differ, and where an arrow goes up on the page.
    func violations(against manifest: PackageManifest) -> [Violation] {
        let built = manifest.targets.filter { !$0.isTest }
        var found: [Violation] = []
        var above: Set<String> = []
        let names = Set(entries.map(\.name))
        for entry in entries {
            func complain(_ message: String) {
                found.append(Violation(path: Self.path, line: entry.line, message: message))
            }
            for upward in entry.dependencies.intersection(names).subtracting(above).sorted() {
                complain("\(entry.name) depends on \(upward), which is not listed above it")
            }
            above.insert(entry.name)
            guard let target = built.first(where: { $0.name == entry.name }) else {
                complain("\(entry.name) is no target of Package.swift")
                continue
            }
            let actual = Set(target.dependencies)
            for missing in actual.subtracting(entry.dependencies).sorted() {
                complain("\(entry.name) depends on \(missing) in Package.swift, but not here")
            }
            for extra in entry.dependencies.subtracting(actual).sorted() {
                complain("\(entry.name) depends on \(extra) here, but not in Package.swift")
            }
        }
        for target in built where !names.contains(target.name) {
            let message = "the target \(target.name) of Package.swift is missing"
            found.append(Violation(path: Self.path, line: 1, message: message))
        }
        return found
    }
}
