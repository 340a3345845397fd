import Foundation
import Raft
import Testing

/// Stories of several nodes, as text that people review.
///
/// With `HEADWATER_REWRITE_SCRIPTS=1` the files are rewritten to what happens now; the difference is
/// then read, not believed.
@Suite struct ScriptTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Scripts")

    static let scripts: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (names ?? []).filter { $0.hasSuffix(".txt") }.sorted()
    }()

    @Test(arguments: scripts)
    func `a script ends as it is written`(name: String) throws {
        let file = Self.folder.appending(path: name)
        let expected = try String(contentsOf: file, encoding: .utf8)
        let happened = try Script.run(expected)
        if ProcessInfo.processInfo.environment["HEADWATER_REWRITE_SCRIPTS"] == "1" {
            try happened.write(to: file, atomically: true, encoding: .utf8)
            return
        }
        for (line, want) in zip(happened.split(separator: "\n"), expected.split(separator: "\n")) {
            try #require(line == want)
        }
        #expect(happened == expected)
    }

    @Test func `there are scripts`() {
        #expect(Self.scripts.count >= 10)
    }
}
