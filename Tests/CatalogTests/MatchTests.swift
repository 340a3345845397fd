import Catalog
import Determinism
import Testing

@Suite struct MatchTests {
    private func longest(_ path: String, _ tables: MemoryTables) throws -> String? {
        try Array(path.utf8).withUnsafeBytes { path in
            try MappingMatch.longest(path, tables) { key, _ in String(decoding: key, as: UTF8.self)
            }
        }
    }

    /// The rule as a sentence says it, over every key.
    private func dumb(_ path: String, _ keys: [String]) -> String? {
        keys.filter { key in
            key.contains("/") ? path.hasPrefix(key) : path == key || path.hasPrefix(key + "/")
        }.max { $0.utf8.count < $1.utf8.count }
    }

    private func tables(_ keys: [String]) -> MemoryTables {
        let tables = MemoryTables()
        for key in keys { tables.put(.mappings, Array(key.utf8), [1]) }
        return tables
    }

    @Test(arguments: [
        ("movies/a", "movies"), ("movies/2024/x", "movies/20"), ("movies/2", "movies"),
        ("movies/204", "movies/20"), ("movies/2024/hd/x", "movies/2024/hd"), ("movie/a", nil),
        ("moviesx/a", nil), ("movies-x/a", "movies-x/"), ("movies", "movies"), ("", nil),
        ("/movies", nil), ("zzz/a", nil), ("a/b", nil),
    ])
    func `the longest key that covers the path wins`(path: String, expected: String?) throws {
        let tables = tables(["movies", "movies/20", "movies/2024/hd", "movies-x/", "movies.", "z"])
        #expect(try longest(path, tables) == expected)
    }

    @Test func `a path longer than any key is matched by its beginning`() throws {
        let key = "b/" + String(repeating: "x", count: 478)
        #expect(try longest(key + String(repeating: "x", count: 600), tables([key])) == key)
    }

    @Test(arguments: 1...20)
    func `seeking finds what looking at every key finds`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let letters: [Character] = ["a", "b", "/", "-", "0"]
        func word(_ length: Int) -> String {
            String((0..<length).map { _ in letters[Int(random.next() % 5)] })
        }
        var keys: Set<String> = []
        for _ in 0..<60 {
            let text = word(1 + Int(random.next() % 8))
            if (try? MappingKey(text)) != nil { keys.insert(text) }
        }
        let tables = tables(Array(keys))
        for _ in 0..<500 {
            let path = word(1 + Int(random.next() % 12))
            #expect(
                try longest(path, tables) == dumb(path, Array(keys)),
                "\(path) in \(keys.sorted())"
            )
        }
    }
}
