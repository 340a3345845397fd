import Testing

/// The rules of the house, held by a test; each failure names file and line.
@Suite struct TidyTests {
    private static let repository = Repository()
    private static let manifest = PackageManifest(repository.text("Package.swift") ?? "")

    private func expectNone(_ violations: [Violation]) {
        for violation in violations {
            Issue.record("\(violation)")
        }
    }

    @Test func `the repository was read`() {
        #expect(Self.repository.sources.count > 20)
        #expect(Self.manifest.targets.count > 8)
    }

    @Test func `one type per file, short files and functions, documented interfaces`() {
        let protocols = ProtocolBook(Self.repository.sources)
        expectNone(
            Self.repository.sources.flatMap { DeclarationRules.violations(in: $0, protocols) }
        )
    }

    @Test func `nothing forced, swallowed, left for later, unchecked or slept through`() {
        expectNone(Self.repository.sources.flatMap(TextRules.violations))
    }

    @Test func `cores are pure`() {
        expectNone(Self.repository.sources.flatMap(CoreRules.violations))
    }

    @Test func `targets import what Package.swift lets them`() {
        expectNone(
            Self.repository.sources.flatMap { ImportRules.violations(in: $0, Self.manifest) }
        )
    }

    @Test func `Package.swift is the drawing of the architecture page`() throws {
        let text = try #require(Self.repository.text(ArchitecturePage.path))
        let page = ArchitecturePage(text)
        #expect(!page.entries.isEmpty)
        expectNone(page.violations(against: Self.manifest))
    }

    @Test func `every folder of Sources and Tests is a target, and every target a folder`() {
        let paths = Self.repository.texts.map(\.path)
        let folders = Set(
            paths.filter { $0.hasPrefix("Sources/") || $0.hasPrefix("Tests/") }
                .map { $0.split(separator: "/").prefix(2).joined(separator: "/") }
        )
        // Scripts that measure, fuzz or run tests elsewhere, not targets.
        let scripts = [
            "Tests/Benchmarks", "Tests/Chaos", "Tests/Clients", "Tests/Examples", "Tests/Fresh",
            "Tests/Fuzzing", "Tests/Sanitizers", "Tests/Stores", "Tests/Suite",
        ]
        let expected = Set(Self.manifest.targets.map(\.folder)).union(scripts)
        #expect(folders.subtracting(expected).sorted() == [])
        #expect(expected.subtracting(folders).sorted() == [])
    }

    @Test func `the top level holds what it should and no more`() {
        let names = Self.repository.topLevel.filter { !$0.hasPrefix(".") }
        #expect(Set(names).subtracting(Repository.allowedAtTop).sorted() == [])
    }

    @Test func `the pages of protocols name every number on the wire`() throws {
        for subject in ProtocolPages.subjects {
            let source = try #require(Self.repository.text(subject.source))
            let page = try #require(Self.repository.text(subject.page))
            expectNone(ProtocolPages.violations(subject, source: source, page: page))
        }
    }

    @Test func `links lead somewhere`() {
        let pages = Self.repository.texts.filter { $0.path.hasSuffix(".md") }
        expectNone(
            pages.flatMap {
                PageRules.brokenLinks(path: $0.path, $0.text, exists: Self.repository.exists)
            }
        )
    }

    @Test func `no text names a path of one machine`() {
        expectNone(
            Self.repository.texts.flatMap { PageRules.machinePaths(path: $0.path, $0.text) }
        )
    }
}
