import Testing

/// The tidy rules themselves: each finds what it is there for, and leaves good code alone.
@Suite struct TidyRulesTests {
    private func lines(_ violations: [Violation]) -> [Int] {
        violations.map(\.line)
    }

    private func core(_ text: String) -> [Int] {
        lines(CoreRules.violations(in: SourceFile(path: "Sources/Raft/A.swift", text)))
    }

    private func text(_ text: String, path: String = "Sources/Node/A.swift") -> [Int] {
        lines(TextRules.violations(in: SourceFile(path: path, text)))
    }

    private func declarations(_ text: String) -> [Int] {
        lines(DeclarationRules.violations(in: SourceFile(path: "Sources/Node/A.swift", text)))
    }

    @Test func `strings, comments and backticks are not code`() {
        let source = #"""
            let a = "try! \(b["catch {}"]) Task" // Task.sleep(
            /* nested /* try! */ */ let c = #"a " try! \("#
            let d = """
                " try! "
                """
            func `Task try! it`() {}
            """#
        #expect(text(source, path: "Tests/ATests/A.swift") == [])
        #expect(core(source) == [])
        let words = SourceFile(path: "A", source).code.filter { $0.kind == .word }.map(\.text)
        #expect(words == ["let", "a", "let", "c", "let", "d", "func", "`Task try! it`"])
    }

    @Test func `forced tries, empty catches and open work`() {
        #expect(text("let a = try! b()\nlet c = d as! E\nlet f = try !g") == [1, 2])
        #expect(text("do { } catch {\n}\ndo {} catch A.b { c() }\ndo {} catch A.b {}") == [1, 4])
        #expect(text("do { } catch {\n// Cancelled: the work is over.\n}") == [])
        #expect(text("// TO" + "DO: later\n// all done") == [1])
    }

    @Test func `unchecked promises`() {
        let source =
            "/// Why.\nfinal class A: @unchecked Sendable {}\n\n\n\n\nnonisolated(unsafe) var b = 1"
        #expect(text(source) == [2, 7])
        #expect(text(source, path: "Sources/LMDB/A.swift") == [7])
    }

    @Test func `sleeping tests`() {
        let source = "usleep(1)\ntry await Task.sleep(for: .seconds(1))\nlet sleep = 1"
        #expect(text(source, path: "Tests/ATests/A.swift") == [1, 2])
        #expect(text(source, path: TextRules.waitingFile) == [])
        #expect(text(source) == [])
    }

    @Test func `impure cores`() {
        #expect(
            core("import NIOCore\nimport Wire\ninternal import Foundation\nimport Glibc") == [
                1, 3, 4,
            ]
        )
        #expect(
            core("Int.random(in: 0..<9)\nInt.random(in: 0..<9, using: &generator)\na.shuffled()")
                == [1, 3]
        )
        #expect(
            core("Task { }\nlet a = ContinuousClock()\nDate()\nlet dateTask = HTTPDate.a") == [
                1, 2, 3,
            ]
        )
        #expect(
            lines(CoreRules.violations(in: SourceFile(path: "Sources/Node/A.swift", "Task {}")))
                == []
        )
    }

    @Test func `loops in hash order`() {
        let source = """
            var peers: [Name: Peer] = [:]
            let seen: Set<Int> = []
            var list: [Int] = []
            for (name, peer) in peers { }
            for one in seen { }
            for one in self.peers.values { }
            for one in list { }
            for one in peers.sorted(by: { $0 < $1 }) { }
            for one in peers[name] { }
            // A sum does not depend on the order.
            for one in seen { }
            """
        #expect(core(source) == [4, 5, 6])
    }

    @Test func `second types, long functions and files, missing documentation`() {
        #expect(declarations("struct A { struct B {} }\nextension C {}\nenum D {}") == [3])
        let body = String(repeating: "    a()\n", count: 69)
        #expect(declarations("func a() {\n\(body)}") == [1])
        #expect(declarations("protocol P {\n    func a()\n    func b()\n}\n\(body)") == [])
        #expect(declarations(String(repeating: "\n", count: 501)) == [500])
        #expect(declarations("package import Wire\npackage struct A {}") == [2])
        #expect(declarations("/// A.\n@frozen @a(b, c)\npackage final class A {}") == [])
        #expect(declarations("/// A.\nstruct A {\n    package static func b() {}\n}") == [3])
        #expect(declarations("package static func < (a: A, b: A) -> Bool { true }") == [])
    }

    @Test func `a requirement that its protocol documents needs no comment`() {
        let protocols = SourceFile(
            path: "Sources/Node/P.swift",
            """
            /// P.
            package protocol P {
                /// Does a.
                mutating func a()
                func b()
            }
            /// Q.
            package protocol Q: P, ~Copyable {}
            """
        )
        let book = ProtocolBook([protocols])
        func lines(_ text: String) -> [Int] {
            let file = SourceFile(path: "Sources/Node/A.swift", text)
            return self.lines(DeclarationRules.violations(in: file, book))
        }
        let members = "    package mutating func a() {}\n    package func b() {}\n"
        #expect(lines("/// A.\nstruct A: Sendable, Q {\n\(members)}") == [4])
        let twice = "/// A.\nstruct A {\n\(members)}\nextension A: P {\n\(members)}"
        #expect(lines(twice) == [3, 4, 8])
        #expect(lines("/// A.\nstruct A: P {\n    struct B {\n\(members)    }\n}") == [4, 5])
        #expect(
            lines("/// A.\nstruct A: AsyncIteratorProtocol {\n    package func next() {}\n}") == []
        )
    }

    @Test func `the manifest is read in all its forms`() {
        let manifest = PackageManifest(
            """
            func module(_ name: String) -> Target { .target(name: name, dependencies: []) }
            let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
            let package = Package(name: "p", targets: [
                .systemLibrary(name: "CLMDB", providers: [.apt(["x"])]),
                module("Wire"), module("Gateway", ["Wire", nioCore, .product(name: "L", package: "l")]),
                .executableTarget(name: "run", dependencies: ["Gateway"]),
                .target(name: "Help", dependencies: [nioCore], path: "Tests/Help"),
                tests("Wire", ["Help"]),
            ])
            """
        )
        let list = manifest.targets.map {
            "\($0.folder): \($0.dependencies.joined(separator: " "))"
        }
        #expect(
            list == [
                "Sources/CLMDB: ", "Sources/Wire: ", "Sources/Gateway: Wire NIOCore L",
                "Sources/run: Gateway", "Tests/Help: NIOCore", "Tests/WireTests: Wire Help",
            ]
        )
    }

    @Test func `a page that differs from the manifest`() {
        let manifest = PackageManifest(#"module("A"), module("B", ["A"]), module("C", ["A"])"#)
        let good = "text\n```targets\nA:\n# comment: x\nB: A\nC: A\n```\nD: x\n"
        #expect(ArchitecturePage(good).violations(against: manifest) == [])
        let bad = "```targets\nB: A\nA: C\nE:\n```\n"
        #expect(lines(ArchitecturePage(bad).violations(against: manifest)) == [2, 3, 4, 1])
        let upward = "```targets\nB: A\nA:\nC: A\n```"
        #expect(lines(ArchitecturePage(upward).violations(against: manifest)) == [2])
    }

    @Test func `imports beyond the dependencies`() {
        let manifest = PackageManifest(#"module("A"), module("B", ["A"]), module("C", ["B"])"#)
        let file = SourceFile(path: "Sources/C/F.swift", "import B\nimport A\nimport Glibc")
        #expect(lines(ImportRules.violations(in: file, manifest)) == [2])
    }

    @Test func `broken links and machine paths`() {
        let page =
            "[a](b.md) [c](../d.md#e)\n[f](https://g) [h](#i)\n```\n[j](k)\n```\n[l](gone.md)"
        let found = PageRules.brokenLinks(path: "docs/p.md", page) {
            ["docs/b.md", "d.md"].contains($0)
        }
        #expect(lines(found) == [6])
        let paths = "/ho" + "me/me/x\n$X/ho" + "me/y\n${TMPDIR:-/tmp}\nsee /tm" + "p/x"
        #expect(lines(PageRules.machinePaths(path: "p", paths)) == [1, 4])
    }

    @Test func `a number on the wire that no row names`() {
        let subject = ProtocolPages.Subject("A/B", "Tag", "a")
        let source = """
            enum Tag: UInt8 {
                case one = 1
                /// Counted on.
                case two
                case nine = 9

                init() { self = .one }
            }
            enum Other: UInt8 {
                case ten = 10
            }
            """
        func found(_ page: String) -> [String] {
            ProtocolPages.violations(subject, source: source, page: page).map(\.message)
        }
        #expect(found("\n| 1 | `one` |\n| 2 | `two` | x |\n| 9 | `nine` |").isEmpty)
        #expect(found("\n| 1 | `one` |\n| 2 | `nine` |\n| 9 | `nine` |").count == 1)
        #expect(found("").count == 3)
        #expect(ProtocolPages.violations(subject, source: "", page: "").count == 1)
    }
}
