import Glibc
import TestSupport
import Testing

@Suite struct ChildProcessTests {
    @Test func `exit codes, signals and output are told`() async throws {
        let folder = try TemporaryFolder()
        let output = folder.path + "/output"
        let done = try await ChildProcess.start(
            "/bin/sh",
            ["-c", "echo $WORD; exit 3"],
            environment: ["WORD": "heard"],
            outputFile: output
        )
        #expect(try await done.waitForExit() == .code(3))
        #expect(TextFile.read(output) == "heard\n")

        let held = try await ChildProcess.start("/bin/cat", ["/dev/zero"], outputFile: "/dev/null")
        #expect(held.exitStatus == nil)
        // A moment in which it is not yet the program itself has memory of its own as well.
        #expect(held.residentBytes > 0)
        held.send(SIGKILL)
        #expect(try await held.waitForExit() == .signal(SIGKILL))
        held.send(SIGKILL)
    }

    @Test func `a child holds no socket of the tests open`() async throws {
        let origin = try await ScriptedOrigin.start()
        let connection = try await RawConnection.open(port: origin.port)
        try await poll("the connection") { origin.openConnections == 1 }
        let folder = try TemporaryFolder()
        let child = try await ChildProcess.start(
            "/bin/ls",
            ["-l", "/proc/self/fd"],
            outputFile: folder.path + "/output"
        )
        #expect(try await child.waitForExit() == .code(0))
        let links = try #require(TextFile.read(folder.path + "/output"))
        #expect(links.contains("/dev/null"))
        #expect(!links.contains("socket:"))
        connection.close()
        try await poll("the end of the connection") { origin.openConnections == 0 }
    }

    @Test func `a temporary folder goes with its owner`() throws {
        var folder: TemporaryFolder? = try TemporaryFolder()
        let path = try #require(folder?.path)
        mkdir(path + "/inner", 0o700)
        try TextFile.write("text", to: path + "/inner/file")
        #expect(TextFile.list(path) == ["inner/file"])
        #expect(TextFile.read(path + "/inner/file") == "text")
        folder = nil
        #expect(access(path, F_OK) != 0)
    }

    @Test func `ports given out differ and can be bound`() async throws {
        let ports = try (0..<50).map { _ in try FreePorts.take() }
        #expect(Set(ports).count == 50)
        let origin = try await ScriptedOrigin.start(port: ports[0])
        #expect(origin.port == ports[0])
    }

    @Test func `JSON goes out and comes back`() throws {
        let value: JSONValue = ["a": [1, "two", true, .null], "b": ["c": "ü\"\n"]]
        #expect(try JSONValue(parsing: value.bytes) == value)
        #expect(value["b"]?["c"]?.string == "ü\"\n")
        #expect(throws: (any Error).self) { try JSONValue(parsing: Array("{".utf8)) }
    }
}
