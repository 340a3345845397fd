import Determinism
import Raft
import Testing

@Suite struct QuorumTests {
    @Test func `the value a majority reached is what sorting by hand gives`() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...7, using: &generator)
            var values = (0..<count).map { _ in UInt64.random(in: 0...9, using: &generator) }
            // The slow way: the highest value for which enough voters are at least there.
            let expected =
                (UInt64(0)...9).last { candidate in
                    values.filter { $0 >= candidate }.count * 2 > count
                } ?? 0
            #expect(Quorum.reached(&values) == expected, "\(values)")
        }
    }

    @Test func `an election is won or lost exactly when no open vote can change it`() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<5_000 {
            let voters = (0..<Int.random(in: 1...6, using: &generator)).map { NodeID(UInt64($0)) }
            var granted: [NodeID] = [NodeID(100)]
            var refused: [NodeID] = [NodeID(101)]
            var open: [NodeID] = []
            for voter in voters {
                switch Int.random(in: 0...2, using: &generator) {
                case 0: granted.append(voter)
                case 1: refused.append(voter)
                default: open.append(voter)
                }
            }
            // The slow way: try every outcome of the open votes.
            var outcomes: Set<Bool> = []
            for bits in 0..<(1 << open.count) {
                let yes = voters.filter { granted.contains($0) }.count + bits.nonzeroBitCount
                outcomes.insert(yes * 2 > voters.count)
            }
            let expected: Quorum.Tally =
                outcomes == [true] ? .won : outcomes == [false] ? .lost : .open
            let tally = Quorum.tally(voters: voters, granted: granted, refused: refused)
            #expect(tally == expected)
        }
    }

    @Test(
        arguments: [
            ([1], 1), ([1, 2], 1), ([1, 2, 3], 2), ([0, 0, 9], 0), ([3, 4, 5, 6], 4),
            ([5, 5, 1, 1, 9], 5), ([], 0),
        ] as [([UInt64], UInt64)]
    )
    func `small quorums are as on paper`(values: [UInt64], expected: UInt64) {
        var values = values
        #expect(Quorum.reached(&values) == expected)
    }
}
