import Raft
import Testing

@testable import Simulation

/// Each rule's check refuses the smallest thing that breaks it.
@Suite struct InvariantTests {
    private let one = NodeID(1)
    private let two = NodeID(2)
    private let three = NodeID(3)

    @Test func `two leaders in a term are noticed`() throws {
        var rule = ElectionSafety()
        try rule.noteLeader(one, term: 4)
        try rule.noteLeader(one, term: 4)
        try rule.noteLeader(two, term: 5)
        #expect(throws: Violation.self) { try rule.noteLeader(two, term: 4) }
    }

    @Test func `a second vote in a term is noticed, a repeated one is not`() throws {
        var rule = VoteOnce()
        let vote = Message.voteResponse(
            VoteResponse(term: 3, ballot: .ordinary, isGranted: true)
        )
        try rule.noteSent(Envelope(from: one, to: two, message: vote))
        try rule.noteSent(Envelope(from: one, to: two, message: vote))
        #expect(throws: Violation.self) {
            try rule.noteSent(Envelope(from: one, to: three, message: vote))
        }
    }

    @Test func `a term that goes back is noticed`() throws {
        var rule = MonotonicState(nodes: 1)
        func told(_ term: Term) -> Envelope {
            Envelope(from: one, to: two, message: .staleTerm(StaleTerm(term: term)))
        }
        try rule.noteSent(told(3), from: 0)
        try rule.noteSent(told(3), from: 0)
        #expect(throws: Violation.self) { try rule.noteSent(told(2), from: 0) }
    }

    @Test func `other content or another predecessor at a place of the log is noticed`() throws {
        var rule = LogMatching()
        let entry = Entry(index: 5, term: 2, payload: .command([1]))
        try rule.noteAppended(entry, previousTerm: 1, on: one)
        try rule.noteAppended(entry, previousTerm: 1, on: two)
        #expect(throws: Violation.self) {
            try rule.noteAppended(entry, previousTerm: 2, on: three)
        }
        let other = Entry(index: 5, term: 2, payload: .command([2]))
        #expect(throws: Violation.self) {
            try rule.noteAppended(other, previousTerm: 1, on: three)
        }
    }

    @Test func `a commit without a majority of copies, or of an earlier term, is noticed`() throws {
        let rule = CommittedOnQuorum()
        let configuration = Configuration(voters: [one, two, three])
        let position = LogPosition(index: 4, term: 2)
        func check(_ holders: [NodeID], term: Term) throws {
            try rule.check(one, term: term, position: position, configuration: configuration) {
                holders.contains($0) && $1 == position
            }
        }
        try check([one, three], term: 2)
        #expect(throws: Violation.self) { try check([three], term: 2) }
        #expect(throws: Violation.self) { try check([one, three], term: 3) }
    }

    @Test func `two effects of one command, or one on another state, are noticed`() throws {
        var rule = StateMachineSafety()
        let entry = Entry(index: 1, term: 1, payload: .command([1]))
        let effect = Applied(reply: [], tookEffect: true)
        let isFirst = try rule.noteApplied(entry, effect: effect, fingerprint: 7, on: one)
        let isSecond = try rule.noteApplied(entry, effect: effect, fingerprint: 7, on: two)
        #expect(isFirst && !isSecond)
        #expect(throws: Violation.self) {
            _ = try rule.noteApplied(entry, effect: effect, fingerprint: 8, on: three)
        }
    }

    @Test func `a change beside another, or of two voters, is noticed`() throws {
        let rule = OneChangeAtATime()
        let earlier = Configuration(voters: [one, two])
        func check(_ next: Configuration, earlierIndex: LogIndex, commit: LogPosition) throws {
            let change = Entry(index: 9, term: 3, payload: .configuration(next))
            try rule.check(
                one,
                change: change,
                from: earlier,
                earlierIndex: earlierIndex,
                commit: commit
            )
        }
        let grown = Configuration(voters: [one, two, three])
        let settled = LogPosition(index: 8, term: 3)
        try check(grown, earlierIndex: 7, commit: settled)
        #expect(throws: Violation.self) {
            try check(grown, earlierIndex: 8, commit: LogPosition(index: 7, term: 3))
        }
        #expect(throws: Violation.self) {
            try check(grown, earlierIndex: 7, commit: LogPosition(index: 8, term: 2))
        }
        #expect(throws: Violation.self) {
            try check(Configuration(voters: [one, three]), earlierIndex: 7, commit: settled)
        }
    }

    @Test func `a request that takes effect twice, or that nobody made, is noticed`() throws {
        var oracle = ClientOracle(keys: 1)
        let command = Command(session: 1, sequence: 1, key: 0, operation: .put(5))
        _ = oracle.begin(command)
        #expect(throws: Violation.self) { try oracle.checkAcknowledged(command) }
        try oracle.noteEffect(command, at: 3)
        try oracle.checkAcknowledged(command)
        #expect(throws: Violation.self) { try oracle.noteEffect(command, at: 4) }
        let phantom = Command(session: 9, sequence: 1, key: 0, operation: .delete)
        #expect(throws: Violation.self) { try oracle.noteEffect(phantom, at: 5) }
    }
}
