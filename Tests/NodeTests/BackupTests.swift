import Glibc
import TestSupport
import Testing

/// `headwater backup` and `headwater restore`, with the real binary.
@Suite struct BackupTests {
    private func run(
        _ arguments: [String],
        on node: HeadwaterProcess,
        expecting code: Int32 = 0
    ) async throws -> String {
        let (status, output) = try await node.command(arguments)
        #expect(status == .code(code), "\(arguments): \(output)")
        return output
    }

    private func filled(_ name: String, count: Int) async throws -> HeadwaterProcess {
        let node = try await HeadwaterProcess.start(name)
        let lines = (0..<count).map { number in
            """
            {"key":"bucket-\(number % 7)/p\(number)","value":{"origin":"http://o.example/\(number)",\
            "headers":{"Authorization":"secret-\(number)"}}}
            """
        }
        let file = node.folder.path + "/mappings"
        try TextFile.write(lines.joined(separator: "\n"), to: file)
        _ = try await run(["kv", "import", file], on: node)
        return node
    }

    @Test func `a backup goes into a new cluster with its secrets, and into no other`()
        async throws
    {
        let old = try await filled("old", count: 2_500)
        let file = old.folder.path + "/backup"
        let said = try await run(["backup", file], on: old)
        #expect(said.contains("is in \(file)"))
        var status = stat()
        #expect(stat(file, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(try await run(["backup", file], on: old, expecting: 1).contains("exists"))
        let new = try await HeadwaterProcess.start("new")
        #expect(try await run(["restore", file, "--dry-run"], on: new).contains("is whole"))
        #expect(try await run(["kv", "list"], on: new).contains("bucket-0") == false)
        _ = try await run(["restore", file], on: new)
        let (before, after) = (
            try await run(["kv", "export"], on: old), try await run(["kv", "export"], on: new)
        )
        #expect(before == after)
        #expect(before.split(separator: "\n").count == 2_501, "with the warning of hidden headers")
        // What neither prints is in the second one's backup again.
        let again = new.folder.path + "/again"
        _ = try await run(["backup", again], on: new)
        #expect(try await run(["restore", again], on: new, expecting: 1).contains("--force"))
        _ = try await run(["restore", file, "--force"], on: new)
    }

    @Test func `a backup that is not whole is refused before anything is written`() async throws {
        let old = try await filled("source", count: 300)
        let file = old.folder.path + "/backup"
        _ = try await run(["backup", file], on: old)
        let text = try #require(TextFile.read(file))
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.count >= 3)
        let new = try await HeadwaterProcess.start("target")
        var flipped = Array(text.utf8)
        flipped[flipped.count / 2] = flipped[flipped.count / 2] == 65 ? 66 : 65
        let damages = [
            lines.dropLast().joined(separator: "\n"), lines.dropFirst().joined(separator: "\n"),
            ([lines[0]] + lines.dropFirst(2)).joined(separator: "\n"),
            String(decoding: flipped, as: UTF8.self), "", "no JSON",
        ]
        for (number, damage) in damages.enumerated() {
            let path = new.folder.path + "/damaged-\(number)"
            try TextFile.write(damage, to: path)
            _ = try await run(["restore", path], on: new, expecting: 1)
        }
        #expect(try await run(["kv", "list"], on: new).contains("bucket") == false)
    }
}
