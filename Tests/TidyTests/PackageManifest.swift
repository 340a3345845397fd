/// The targets of Package.swift and what each depends on, read from its text.
struct PackageManifest {
    struct Target: Hashable {
        let name: String
        let isTest: Bool
        let folder: String
        /// Targets and products, in the order written.
        let dependencies: [String]
    }

    let targets: [Target]

    init(_ text: String) {
        let file = SourceFile(path: "Package.swift", text)
        let products = Self.products(file)
        targets = file.code.indices.compactMap { Self.target(file, $0, products) }
    }

    /// `let nioCore: Target.Dependency = .product(name: "NIOCore", …)` by the name of the constant.
    private static func products(_ file: SourceFile) -> [String: String] {
        var products: [String: String] = [:]
        for index in file.code.indices.dropLast(3) where file.code[index].isWord("let") {
            guard
                let product = file.code[index...].prefix(10).firstIndex(where: {
                    $0.isWord("product")
                }),
                let name = file.code[product...].first(where: { $0.kind == .string })
            else { continue }
            products[file.code[index + 1].text] = name.text
        }
        return products
    }

    private static func target(
        _ file: SourceFile,
        _ index: Int,
        _ products: [String: String]
    ) -> Target? {
        let kinds: Set = [
            "module", "tests", "systemLibrary", "target", "executableTarget", "testTarget",
        ]
        let kind = file.code[index].text
        guard file.code[index].kind == .word, kinds.contains(kind), index + 3 < file.code.count,
            file.code[index + 1].isSymbol("(")
        else { return nil }
        // Either the name itself or `name: "…"`; `name: name` is the body of a helper.
        let first = file.code[index + 2].isWord("name") ? index + 4 : index + 2
        guard file.code[first].kind == .string else { return nil }
        let end = file.closing(index + 1)
        let isTest = kind == "tests" || kind == "testTarget"
        let written = file.code[first].text
        let name = kind == "tests" ? written + "Tests" : written
        var dependencies = kind == "tests" ? [written] : []
        if kind != "systemLibrary" {
            dependencies += Self.dependencies(file, first..<end, products)
        }
        let path = (first..<end).first { file.code[$0].isWord("path") }
        let folder = path.map { file.code[$0 + 2].text } ?? (isTest ? "Tests/" : "Sources/") + name
        return Target(name: name, isTest: isTest, folder: folder, dependencies: dependencies)
    }

    /// The elements of the first list among the arguments of a target.
    private static func dependencies(
        _ file: SourceFile,
        _ arguments: Range<Int>,
        _ products: [String: String]
    ) -> [String] {
        guard let open = arguments.first(where: { file.code[$0].isSymbol("[") }) else { return [] }
        var found: [String] = []
        var index = open + 1
        let close = file.closing(open)
        while index < close {
            let token = file.code[index]
            if token.kind == .string {
                found.append(token.text)
            } else if token.isWord("product") || token.isWord("byName") || token.isWord("target") {
                let end = file.closing(index + 1)
                found += file.code[index..<end].first { $0.kind == .string }.map { [$0.text] } ?? []
                index = end
            } else if token.kind == .word {
                found.append(products[token.text] ?? token.text)
            }
            index += 1
        }
        return found
    }
}
