import Determinism
import Routing
import Testing

@Suite struct ListMergeTests {
    private func entry(_ key: String, modified: Int64 = 1) -> ListMerge.Entry {
        ListMerge.Entry(
            key: Array(key.utf8),
            size: 1,
            etag: "e",
            modifiedMilliseconds: modified
        )
    }

    @Test func `of one key with several members the newest counts`() {
        let merged = ListMerge.merge(
            [
                ListMerge.Page(entries: [entry("a"), entry("b", modified: 3)]),
                ListMerge.Page(
                    entries: [entry("b", modified: 2), entry("d")],
                    prefixes: [Array("c/".utf8)]
                ),
            ],
            limit: 10
        )
        #expect(merged.entries == [entry("a"), entry("b", modified: 3), entry("d")])
        #expect(merged.prefixes == [Array("c/".utf8)])
        #expect(merged.continueAfter == nil)
    }

    @Test func `page after page gives what one list of all gives`() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<50 {
            let members = (0..<3).map { _ in
                (0..<30).filter { _ in Bool.random(using: &generator) }
                    .map { $0 < 10 ? "k0\($0)" : "k\($0)" }
            }
            let all = Set(members.joined()).sorted()
            var listed: [String] = []
            var after = ""
            for _ in 0..<100 {
                let pages = members.map { page($0, after: after, limit: 4) }
                let merged = ListMerge.merge(pages, limit: 4)
                listed += merged.entries.map { String(decoding: $0.key, as: UTF8.self) }
                guard let next = merged.continueAfter else { break }
                after = String(decoding: next, as: UTF8.self)
            }
            #expect(listed == all)
        }
    }

    private func page(_ keys: [String], after: String, limit: Int) -> ListMerge.Page {
        let rest = keys.filter { $0 > after }
        let part = rest.prefix(limit)
        return ListMerge.Page(
            entries: part.map { entry($0) },
            continueAfter: part.count < rest.count ? part.last.map { Array($0.utf8) } : nil
        )
    }
}
