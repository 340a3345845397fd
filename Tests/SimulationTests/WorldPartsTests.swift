import Determinism
import Testing

@testable import Simulation

@Suite struct WorldPartsTests {
    @Test func `events come in the order of their time, then of their planning`() {
        var queue = EventQueue<Int>()
        var generator = SeededGenerator(seed: 3)
        var expected: [(UInt64, Int)] = []
        for number in 0..<2_000 {
            let time = UInt64.random(in: 0...50, using: &generator)
            queue.add(number, at: time)
            expected.append((time, number))
        }
        expected.sort { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }
        for (time, number) in expected {
            let next = queue.next()
            #expect(next?.time == time && next?.action == number)
        }
        #expect(queue.count == 0)
    }

    @Test(arguments: [-50_000, -1, 0, 1, 50_000] as [Int64])
    func `a clock shows the moment it was waited for`(millionths: Int64) {
        var clock = VirtualClock(offset: 1_000, millionths: millionths)
        clock.jump(by: 5_000_000, at: 70)
        let wanted = clock.local(at: 100).advanced(by: .milliseconds(333))
        let world = clock.worldTime(until: wanted, from: 100)
        #expect(clock.local(at: world) >= wanted)
        #expect(clock.local(at: world - 100_000) < wanted)
    }

    @Test func `the store applies a request once and gives the first answer again`() {
        var machine = KeyValueMachine()
        let put = Command(session: 1, sequence: 1, key: 2, operation: .put(9)).bytes
        let first = machine.apply(put)
        let again = machine.apply(put)
        #expect(first.tookEffect && !again.tookEffect)
        #expect(first.reply == again.reply)
        let copy = KeyValueMachine(snapshot: machine.snapshot())
        #expect(copy.fingerprint == machine.fingerprint)
        #expect(copy.query([2]) == machine.query([2]))
    }
}
