import Testing

@testable import ChaosRun

/// The verdict over GETs at the origin, by value.
@Suite struct OriginGetTests {
    private let second: UInt64 = 1_000_000_000
    private let names = ["n1", "n2", "n3"]

    private func fetch(_ node: String?, at seconds: UInt64, from offset: UInt64 = 0) -> OriginFetch
    {
        OriginFetch(key: "k", node: node, at: seconds * second, offset: offset)
    }

    private func harm(_ node: Int, _ begin: UInt64, _ end: UInt64) -> HarmSpan {
        HarmSpan(node: node, begin: begin * second, end: end * second)
    }

    private func unexcused(_ fetches: [OriginFetch], _ harms: [HarmSpan] = []) -> [String] {
        OriginGetCheck(fetches, harms: harms, names: names).unexcused["k"] ?? []
    }

    @Test func `one GET is as promised, a second without reason is not`() {
        #expect(unexcused([fetch("n1", at: 20)]) == [])
        #expect(
            unexcused([fetch("n2", at: 21, from: 7), fetch("n1", at: 20)])
                == ["n2 fetched k from byte 7 after n1 from byte 0"]
        )
        #expect(unexcused([fetch(nil, at: 20), fetch(nil, at: 21)]).count == 1)
        let other = OriginFetch(key: "other", node: "n1", at: 21 * second, offset: 0)
        #expect(unexcused([fetch("n1", at: 20), other]) == [])
    }

    @Test func `a fetcher that was harmed after its GET excuses another`() {
        let fetches = [fetch("n1", at: 20), fetch("n2", at: 22)]
        #expect(unexcused(fetches, [harm(0, 21, 21)]) == [])
        #expect(unexcused(fetches, [harm(0, 10, 11)]).count == 1)
        #expect(unexcused(fetches, [harm(0, 23, 24)]).count == 1)
        #expect(unexcused(fetches, [harm(2, 21, 21)]).count == 1)
    }

    @Test func `who was just harmed may ask again`() {
        let fetches = [fetch("n1", at: 20), fetch("n2", at: 30)]
        #expect(unexcused(fetches, [harm(1, 22, 26)]) == [])
        #expect(unexcused(fetches, [harm(1, 22, 24)]).count == 1)
    }

    @Test func `one that still has the object leaves no excuse`() {
        let fetches = [fetch("n1", at: 20), fetch("n2", at: 22), fetch("n3", at: 40)]
        #expect(unexcused(fetches, [harm(0, 21, 21), harm(0, 35, 36)]).count == 1)
        #expect(unexcused(fetches, [harm(0, 21, 36), harm(1, 35, 36)]) == [])
    }
}
