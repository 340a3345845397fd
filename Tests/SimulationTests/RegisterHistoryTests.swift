import Determinism
import Testing

@testable import Simulation

/// The linearizability checker against histories judged by hand, and against trying every order.
@Suite struct RegisterHistoryTests {
    private func done(_ value: UInt64) -> Reply { Reply(isDone: true, value: value) }

    @Test func `a read sees the last write`() {
        let history = Recorder()
        let write = history.begin(.write(.put(1)))
        #expect(history.end(write, reply: done(0)))
        let read = history.begin(.read)
        #expect(history.end(read, reply: done(1)))
    }

    @Test func `a read that ends after a write may miss it only if it began before its end`() {
        let history = Recorder()
        let write = history.begin(.write(.put(1)))
        let early = history.begin(.read)
        #expect(history.end(write, reply: done(0)))
        let late = history.begin(.read)
        #expect(history.end(early, reply: done(0)))
        #expect(!history.end(late, reply: done(0)))
    }

    @Test func `reads never go back`() {
        let history = Recorder()
        _ = history.begin(.write(.put(1)))
        let first = history.begin(.read)
        #expect(history.end(first, reply: done(1)))
        let second = history.begin(.read)
        #expect(!history.end(second, reply: done(0)))
    }

    @Test func `a write nobody heard of may take effect late, or never`() {
        let history = Recorder()
        let lost = history.begin(.write(.put(1)))
        history.abandon(lost)
        let before = history.begin(.read)
        #expect(history.end(before, reply: done(0)))
        let after = history.begin(.read)
        #expect(history.end(after, reply: done(1)))
        let again = history.begin(.read)
        #expect(!history.end(again, reply: done(0)))
    }

    @Test func `of two compare-and-sets of one value one is done`() {
        let history = Recorder()
        let one = history.begin(.write(.compareAndSet(expected: 0, new: 1)))
        let other = history.begin(.write(.compareAndSet(expected: 0, new: 2)))
        #expect(history.end(one, reply: done(0)))
        #expect(!history.end(other, reply: done(0)))
    }

    @Test func `an answer that does not tell the value before must fit all the same`() {
        var register = RecordedRegister()
        let write = register.beginWrite(1)
        let isFine1 = register.end(write, isDone: true, value: nil)
        #expect(isFine1)
        let early = register.beginCompareAndSet(expected: 0, new: 2)
        let isFine2 = register.end(early, isDone: false, value: nil)
        #expect(isFine2)
        let right = register.beginCompareAndSet(expected: 1, new: 3)
        let isFine3 = register.end(right, isDone: true, value: nil)
        #expect(isFine3)
        let wrong = register.beginCompareAndSet(expected: 1, new: 4)
        let isFine4 = register.end(wrong, isDone: true, value: nil)
        #expect(!isFine4)
    }

    @Test func `a comparison that holds may not be refused`() {
        var register = RecordedRegister()
        let write = register.beginWrite(1)
        let isFine5 = register.end(write, isDone: true, value: nil)
        #expect(isFine5)
        let refused = register.beginCompareAndSet(expected: 1, new: 2)
        let isFine6 = register.end(refused, isDone: false, value: nil)
        #expect(!isFine6)
    }

    @Test(arguments: 0..<600 as Range<UInt64>)
    func `it judges as trying every order does`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let history = Recorder()
        var slow = SlowHistory()
        var open: [(slot: Int, slow: Int)] = []
        for _ in 0..<12 {
            if open.count < 3, slow.operations.count < 7, Bool.random(using: &generator) {
                let value = UInt64.random(in: 1...2, using: &generator)
                let operations: [RegisterHistory.Operation] = [
                    .read, .read, .write(.put(value)), .write(.delete),
                    .write(.compareAndSet(expected: value, new: 3 - value)),
                ]
                let operation = operations.randomElement(using: &generator) ?? .read
                open.append((history.begin(operation), slow.begin(operation)))
            } else if let index = open.indices.randomElement(using: &generator) {
                let (slot, number) = open.remove(at: index)
                if Int.random(in: 0...3, using: &generator) == 0 {
                    history.abandon(slot)
                    continue
                }
                let isCompare =
                    if case .write(.compareAndSet) = slow.operations[number].operation {
                        true
                    } else {
                        false
                    }
                let reply = Reply(
                    isDone: !isCompare || Bool.random(using: &generator),
                    value: UInt64.random(in: 0...2, using: &generator)
                )
                slow.end(number, reply: reply)
                let isExplained = slow.isExplained
                #expect(history.end(slot, reply: reply) == isExplained)
                guard isExplained else { return }
            }
        }
    }
}
