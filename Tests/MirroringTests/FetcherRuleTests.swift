import Mirroring
import Testing

@Suite struct FetcherRuleTests {
    /// Computed with another program: `int(md5(path).hexdigest(), 16) % members`.
    @Test(arguments: [
        ("movies/a.mkv", [0, 0, 1, 2, 0, 52, 1_657]), ("bucket/key", [0, 1, 1, 4, 1, 9, 1_295]),
        ("b/ü x", [0, 0, 2, 2, 0, 22, 1_535]),
        ("b/" + String(repeating: "k", count: 1_024), [0, 0, 0, 1, 3, 86, 1_193]),
    ])
    func `the fetcher is the digest modulo the members`(path: String, expected: [Int]) {
        let indices = [1, 2, 3, 5, 7, 100, 9_973].map {
            FetcherRule.index(of: path.utf8, members: $0)
        }
        #expect(indices == expected)
    }

    @Test func `the next ranks follow around the view`() {
        #expect(FetcherRule.rank(of: "bucket/key".utf8, members: 5) == [4, 0, 1, 2, 3])
        #expect(FetcherRule.rank(of: "bucket/key".utf8, members: 1) == [0])
    }
}
