import Determinism
import Testing

@testable import Raft

@Suite struct LogTests {
    /// The log as a plain list that forgets nothing.
    private struct Model {
        var entries: [Entry] = []
        var base: LogIndex = 0
        var applied: LogIndex = 0

        var last: LogIndex { LogIndex(entries.count) }

        func term(at index: LogIndex) -> Term? {
            guard index >= base, index <= last else { return nil }
            return index == 0 ? 0 : entries[Int(index) - 1].term
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `it answers as a plain list would, whatever left memory`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var log = Log(base: .start)
        var model = Model()
        var term: Term = 1
        for _ in 0..<400 {
            switch Int.random(in: 0...9, using: &generator) {
            case 0...5:
                if Bool.random(using: &generator) { term += 1 }
                let size = Int.random(in: 0...40, using: &generator)
                let payload = Entry.Payload.command([UInt8](repeating: 1, count: size))
                let entry = Entry(index: model.last + 1, term: term, payload: payload)
                log.append(entry)
                model.entries.append(entry)
            case 6:
                guard model.last > model.applied else { continue }
                let start = UInt64.random(in: (model.applied + 1)...model.last, using: &generator)
                log.truncate(from: start)
                model.entries.removeSubrange(Int(start - 1)...)
            case 7:
                model.applied = UInt64.random(in: model.applied...model.last, using: &generator)
                log.shrinkWindow(applied: model.applied, limit: 300)
            default:
                model.base = UInt64.random(in: model.base...model.applied, using: &generator)
                log.compact(through: model.base)
            }
            compare(log, model)
        }
    }

    private func compare(_ log: Log, _ model: Model) {
        #expect(log.base.index == model.base)
        #expect(log.last.index == model.last)
        #expect(log.windowStart > model.base && log.windowStart <= model.applied + 1)
        for index in 0...(model.last + 1) {
            #expect(log.term(at: index) == model.term(at: index))
        }
        let kept = model.entries[Int(model.base)...]
        #expect(log.keptBytes == kept.reduce(0) { $0 + $1.byteCount })
        let inMemory = model.entries[Int(log.windowStart - 1)...]
        #expect(log.windowBytes == inMemory.reduce(0) { $0 + $1.byteCount })
        guard log.windowStart <= model.last else { return }
        let entries = log.entries(
            from: log.windowStart,
            through: model.last,
            maximumBytes: 120,
            maximumCount: 3
        )
        #expect(entries == Array(inMemory.prefix(entries.count)))
        #expect((1...3).contains(entries.count))
        let bytes = entries.reduce(0) { $0 + $1.byteCount }
        #expect(bytes <= 120 || entries.count == 1)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `two logs find where they part by naming terms`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        // A common beginning, then ways of their own, as log matching allows.
        let common = Int.random(in: 0...6, using: &generator)
        var terms: [[Term]] = [[], []]
        var term: Term = 1
        for _ in 0..<common {
            if Bool.random(using: &generator) { term += 1 }
            terms[0].append(term)
            terms[1].append(term)
        }
        for side in 0...1 {
            // Different leaders' terms: even here, odd there.
            var own = term * 2 + 2 + UInt64(side)
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                if Bool.random(using: &generator) { own += 2 }
                terms[side].append(own)
            }
        }
        var leader = Log(base: .start)
        var follower = Log(base: .start)
        for (offset, term) in terms[0].enumerated() {
            leader.append(Entry(index: UInt64(offset) + 1, term: term, payload: .empty))
        }
        for (offset, term) in terms[1].enumerated() {
            follower.append(Entry(index: UInt64(offset) + 1, term: term, payload: .empty))
        }
        var next = leader.last.index + 1
        var questions = 0
        while let previous = leader.term(at: next - 1), follower.term(at: next - 1) != previous {
            let hint =
                next - 1 > follower.last.index
                ? follower.last : follower.lastPosition(notAfter: next - 2, term: previous)
            let agreed = leader.lastPosition(notAfter: hint.index, term: hint.term)
            #expect(agreed.index + 1 < next)
            next = agreed.index + 1
            questions += 1
        }
        // Exactly there: nothing that agrees is sent again.
        #expect(next - 1 == UInt64(common))
        // Never more questions than there are terms that differ, and one for the length.
        let differing = Set(terms[0][common...]).count + Set(terms[1][common...]).count
        #expect(questions <= differing + 1)
    }
}
