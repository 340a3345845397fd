import Testing

@testable import ChaosRun

/// The verdict over histories made by hand, each with one thing wrong: a judge that cannot convict
/// proves nothing.
@Suite struct VerdictTests {
    @Test func `a history in order breaks no rule`() {
        var script = Script()
        script.put("a", 1, revision: 5)
        script.read("a", 1, revision: 5)
        script.compareAndSet("a", 1, 2, .done(revision: 7))
        script.see("a", 2, revision: 7)
        script.compareAndSet("a", 1, 3, .refused)
        script.delete("a", revision: 8)
        script.read("a", 0, revision: 0)
        #expect(script.broken == [])
    }

    @Test func `a read of what was replaced before it began`() {
        var script = Script()
        script.put("a", 1, revision: 5)
        script.put("a", 2, revision: 6)
        script.read("a", 1, revision: 5)
        #expect(script.broken == ["linearizability", "order in real time"])
    }

    @Test func `a read of nothing where something is`() {
        var script = Script()
        script.put("a", 1, revision: 5)
        script.read("a", 0, revision: 0)
        #expect(script.broken == ["linearizability", "order in real time"])
    }

    @Test func `a read that is old only by another key`() {
        var script = Script()
        script.put("a", 1, revision: 5)
        script.see("a", 9, revision: 6)
        script.put("b", 2, revision: 7)
        script.read("a", 1, revision: 5)
        #expect(script.broken == ["no phantom", "order in real time"])
    }

    @Test func `an acknowledged write that no watch has seen`() {
        var script = Script()
        script.put("a", 1, revision: 5, isSeen: false)
        #expect(script.broken == ["no lost write"])
    }

    @Test func `an acknowledged write that is undone`() {
        var script = Script()
        script.put("a", 1, revision: 5)
        script.put("a", 2, revision: 6, isSeen: false)
        script.read("a", 1, revision: 5)
        #expect(script.broken == ["linearizability", "no lost write"])
    }

    @Test func `a write that takes effect twice`() {
        var script = Script()
        script.put("a", 1, revision: 5)
        script.put("a", 2, revision: 6)
        script.see("a", 1, revision: 7)
        #expect(script.broken == ["applied once"])
    }

    @Test func `a comparison that is refused and takes effect`() {
        var script = Script()
        script.compareAndSet("a", 0, 1, .refused)
        script.see("a", 1, revision: 5)
        #expect(script.broken == ["a refused write has no effect", "linearizability"])
    }

    @Test func `two comparisons with one value that both succeed`() {
        var script = Script()
        script.compareAndSet("a", 0, 1, .done(revision: 5))
        script.see("a", 1, revision: 5)
        script.compareAndSet("a", 0, 2, .done(revision: 6))
        script.see("a", 2, revision: 6)
        #expect(script.broken == ["linearizability"])
    }

    @Test func `a delete that is repeated after a later write`() {
        var script = Script()
        script.put("a", 1, revision: 5)
        script.delete("a", revision: 6)
        script.put("a", 2, revision: 7)
        script.see("a", 0, revision: 8)
        script.read("a", 0, revision: 0)
        #expect(script.broken == ["linearizability"])
    }

    @Test func `revisions that go back between keys`() {
        var script = Script()
        script.put("a", 1, revision: 9)
        script.put("b", 2, revision: 8)
        #expect(script.broken == ["order in real time"])
    }

    @Test func `a write of which nobody knows may be there or not`() {
        var script = Script()
        script.compareAndSet("a", 0, 1, .unknown)
        script.read("a", 0, revision: 0)
        #expect(script.broken == [])
        script.see("a", 1, revision: 5)
        script.read("a", 1, revision: 5)
        #expect(script.broken == [])
    }

    @Test func `watchers must see the same in the same order`() {
        let log = WatchLog(watchers: 2)
        let one = Change(key: "a", value: 1, revision: 5)
        let two = Change(key: "a", value: 2, revision: 6)
        #expect(log.note(one, by: 0) == nil)
        #expect(log.note(two, by: 0) == nil)
        #expect(log.note(two, by: 1) != nil)
        #expect(log.position(of: 0) == 6)
    }

    @Test func `a watch must not go back`() {
        let log = WatchLog(watchers: 1)
        #expect(log.note(Change(key: "a", value: 1, revision: 6), by: 0) == nil)
        #expect(log.note(Change(key: "a", value: 2, revision: 6), by: 0) != nil)
    }

    @Test func `the time without writes is counted from the death to an attempt made after it`() {
        let history = History { _ in }
        history.note(.leaderKilled, 0, "killed")
        let death = history.events[0].at
        for (attempt, end) in [(-5, 300), (100, 900), (200, 700)] as [(Int64, Int64)] {
            var operation = Operation(
                client: 0,
                key: "a",
                kind: .put(value: 1),
                begin: death - 10_000_000
            )
            operation.lastAttempt = UInt64(Int64(death) + attempt * 1_000_000)
            operation.end = UInt64(Int64(death) + end * 1_000_000)
            operation.outcome = .done(revision: 1)
            history.add(operation)
        }
        let outages = Outage.find(in: history)
        #expect(outages.map(\.milliseconds) == [700])
        #expect(outages.map(\.isAlone) == [true])
    }
}
