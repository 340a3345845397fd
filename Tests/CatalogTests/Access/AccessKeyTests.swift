import Catalog
import Testing

@Suite struct AccessKeyTests {
    private func key(
        _ name: String = "AKEXAMPLE",
        secret: String = "secret-1",
        grants: [(AccessPermission, String)] = [(.read, "b")],
        description: String = "d"
    ) throws -> AccessKey {
        try AccessKey(
            name: name,
            secret: secret,
            grants: grants.map { AccessGrant($0.0, try BucketPattern($0.1, field: "read")) },
            description: description
        )
    }

    private func command(_ operation: AccessOperation, session: String? = nil) -> Command {
        Command(.access(operation), session: session, proposedMilliseconds: 7)
    }

    @Test func `a key is created once, listed, found and deleted`() throws {
        var machine = Machine()
        let first = try key()
        #expect(
            try machine.apply(command(.create(first))) == .applied(revision: 1, changes: 1)
        )
        #expect(
            try machine.apply(command(.create(first)))
                == .conditionFailed(position: 0, current: 1)
        )
        let second = try key(
            "AKSECOND",
            grants: [(.write, "logs-*"), (.admin, "*")],
            description: "ü"
        )
        _ = try machine.apply(command(.create(second)))
        let entries = try CatalogQuery.accessKeys(limit: 10, machine.tables)
        #expect(entries.map(\.key) == [first, second])
        #expect(entries.map(\.revision) == [1, 3])
        #expect(entries.map(\.createdMilliseconds) == [7, 7])
        #expect(
            try CatalogQuery.accessKeys(after: "AKEXAMPLE", limit: 1, machine.tables).map(\.key)
                == [second]
        )
        let name = Array("AKSECOND".utf8)
        let revision = try name.withUnsafeBytes {
            try CatalogQuery.accessKeyRevision($0, machine.tables)
        }
        let found = try name.withUnsafeBytes { try CatalogQuery.accessKey($0, machine.tables) }
        #expect(revision == 3)
        #expect(found?.key == second)
        let delete = command(.delete(name: "AKSECOND"))
        #expect(try machine.apply(delete) == .applied(revision: 4, changes: 1))
        #expect(try machine.apply(delete) == .applied(revision: 5, changes: 0))
        #expect(try CatalogQuery.hasAccessKeys(machine.tables))
        _ = try machine.apply(command(.delete(name: "AKEXAMPLE")))
        #expect(try !CatalogQuery.hasAccessKeys(machine.tables))
    }

    @Test func `a retry whose secrets were sealed anew is known as the same`() throws {
        var machine = Machine()
        let sealed = { (text: String) throws in
            command(.create(try key(secret: "sealed:" + text)), session: "s")
        }
        let first = try machine.apply(try sealed("a"))
        #expect(try machine.apply(try sealed("b")) == first)
        let other = command(.create(try key("AKOTHER", secret: "sealed:a")), session: "s")
        #expect(try machine.apply(other) == .sessionReused)

        var mapping = Mapping(origin: try OriginURL("http://h"))
        let write = { (secret: String) throws in
            mapping.credentials = OriginCredentials(
                accessKey: "a",
                secretKey: secret,
                region: "r"
            )
            return Command(
                .write([MappingOperation(try MappingKey("b"), .put(mapping))]),
                session: "m",
                proposedMilliseconds: 0
            )
        }
        let put = try machine.apply(try write("sealed:a"))
        #expect(try machine.apply(try write("sealed:b")) == put)
        #expect(try machine.apply(try write("plain")) == .sessionReused)
    }

    @Test(arguments: [
        ("b", "b", true), ("b", "bb", false), ("b*", "bb", true), ("b*", "b", true),
        ("b*", "a", false), ("*", "anything", true), ("logs-*", "logs-", true),
        ("logs-*", "logs", false),
    ])
    func `a pattern is a name, a beginning or all`(
        _ pattern: String,
        _ bucket: String,
        _ matches: Bool
    ) throws {
        #expect(try BucketPattern(pattern, field: "read").matches(bucket.utf8) == matches)
    }

    @Test(arguments: ["", "a/b", "*a", "a*b", "a**", "ü", " ", "a b"])
    func `what is no pattern is refused`(_ text: String) {
        #expect(throws: MappingError.self) { try BucketPattern(text, field: "read") }
    }

    @Test func `admin covers all, read and write only themselves`() throws {
        let key = try key("AK1", grants: [(.read, "r"), (.write, "w*"), (.admin, "a")])
        let allowed = ["r", "w1", "a", "x"].map { bucket in
            AccessPermission.allCases.filter { key.allows($0, in: bucket.utf8) }
        }
        #expect(allowed == [[.read], [.write], [.read, .write, .admin], []])
    }

    @Test func `a key keeps its limits, and no text of it has the secret`() throws {
        #expect(throws: MappingError.self) { try key("a/b") }
        #expect(throws: MappingError.self) { try key("ab") }
        #expect(throws: MappingError.self) { try key(grants: []) }
        #expect(throws: MappingError.self) { try key(description: "a\nb") }
        #expect(throws: MappingError.self) {
            try key(grants: Array(repeating: (.read, "b"), count: AccessLimits.grants + 1))
        }
        let secret = try key(secret: "hush-hush")
        var dumped = ""
        dump([secret], to: &dumped)
        #expect(!"\(secret) \(String(reflecting: [secret])) \(dumped)".contains("hush"))
    }
}
