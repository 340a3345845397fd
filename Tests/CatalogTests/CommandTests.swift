import Catalog
import Determinism
import Testing
import Wire

@Suite struct CommandTests {
    private func examples() throws -> [Command] {
        [
            Command(.write([try Examples.put("a")]), proposedMilliseconds: 5),
            Command(
                .write([
                    try Examples.put("a/b", "http://x", .revision(7)),
                    try Examples.delete("b", .absent),
                    MappingOperation(try MappingKey("c"), .put(try Examples.full())),
                ]),
                session: "retry-1",
                proposedMilliseconds: .max
            ),
            Command(.view(members: ["a", "ß"]), proposedMilliseconds: 0),
            Command(
                .access(
                    .create(
                        try AccessKey(
                            name: "AKEXAMPLE",
                            secret: "hush-hush",
                            grants: [
                                AccessGrant(.admin, try BucketPattern("b*", field: "admin"))
                            ],
                            description: "for tests"
                        )
                    )
                ),
                proposedMilliseconds: 9
            ),
            Command(.access(.delete(name: "AKEXAMPLE")), proposedMilliseconds: 9),
            Command(.bucket(BucketChange("b", .create(.publicRead))), proposedMilliseconds: 1),
            Command(.bucket(BucketChange("b.c", .delete)), proposedMilliseconds: 2),
            Command(.bucket(BucketChange("b", .setCORS([60, 47, 62]))), proposedMilliseconds: 3),
        ]
    }

    @Test func `a command comes back as it was encoded`() throws {
        for command in try examples() {
            #expect(try Command(decoding: command.encoded) == command)
        }
    }

    @Test func `every cut is refused and nothing may follow`() throws {
        for command in try examples() {
            let bytes = command.encoded
            for length in bytes.indices {
                #expect(throws: WireError.self) { try Command(decoding: Array(bytes[..<length])) }
            }
            #expect(throws: WireError.trailing(count: 1)) { try Command(decoding: bytes + [0]) }
        }
    }

    @Test(arguments: 1...20)
    func `random bytes never crash the machine and leave no change`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var machine = Machine()
        _ = try machine.apply([try Examples.put("a")])
        let before = try CatalogQuery.mappings(limit: 10, machine.tables).entries
        for _ in 0..<200 {
            var bytes: [UInt8] = [1]
            for _ in 0..<random.next() % 60 {
                bytes.append(UInt8(truncatingIfNeeded: random.next()))
            }
            #expect(try machine.apply(bytes: bytes) == .malformed)
        }
        #expect(try CatalogQuery.mappings(limit: 10, machine.tables).entries == before)
        #expect(try CatalogQuery.applied(machine.tables) == machine.index)
    }

    @Test(arguments: 1...10)
    func `a changed bit gives a command or is refused`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for command in try examples() {
            for _ in 0..<300 {
                var bytes = command.encoded
                bytes[Int(random.next() % UInt64(bytes.count))] ^= 1 << UInt8(random.next() % 8)
                if let decoded = try? Command(decoding: bytes) {
                    #expect(try Command(decoding: decoded.encoded) == decoded)
                }
            }
        }
    }

    @Test func `a batch of more than 1,000 lines is no command`() throws {
        let line = try Examples.delete("a")
        let fits = Command(.write(Array(repeating: line, count: 1_000)), proposedMilliseconds: 0)
        #expect(throws: Never.self) { try Command(decoding: fits.encoded) }
        let over = Command(.write(Array(repeating: line, count: 1_001)), proposedMilliseconds: 0)
        #expect(throws: WireError.self) { try Command(decoding: over.encoded) }
        let empty = Command(.write([]), proposedMilliseconds: 0)
        #expect(throws: WireError.self) { try Command(decoding: empty.encoded) }
    }

    @Test func `an entry of a newer version stops the machine`() throws {
        var machine = Machine()
        #expect(throws: CatalogError.newerCommand(version: 2, index: 1)) {
            try machine.apply(bytes: [2, 0])
        }
    }
}
