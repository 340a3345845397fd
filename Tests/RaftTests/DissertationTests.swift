import Determinism
import Raft
import Testing

/// The rules of Ongaro's dissertation ("Consensus: Bridging Theory and Practice", 2014) that the
/// paper leaves out, one test each, with the section that states it.
@Suite struct DissertationTests {
    @Test func `§3,10 the target of a transfer is brought up to date first`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        cluster.propose(1, "a")
        cluster.drop()
        cluster.step(1, [.transferLeadership(to: NodeID(2))])
        #expect(!cluster.mail.contains { $0.message == .timeoutNow(TimeoutNow(term: 1)) })
        cluster.elapse(1, TestCluster.heartbeatInterval)
        cluster.settle()
        #expect(cluster.core(2).currentRole == .leader)
        #expect(cluster.member(1).answers.contains("transfer: handedOver"))
    }

    @Test func `§3,10 a transfer to a learner, a stranger or oneself is refused`() {
        var cluster = TestCluster(voters: 2, learners: 1, spares: 1)
        cluster.elect(1)
        for target in [1, 3, 4] as [UInt64] {
            cluster.change(1) { $0.answers = [] }
            cluster.step(1, [.transferLeadership(to: NodeID(target))])
            #expect(cluster.member(1).answers == ["transfer: refused(Raft.Refusal.notVoter)"])
        }
    }

    @Test func `§4,1 a configuration counts from the moment it is appended`() {
        var cluster = TestCluster(voters: 2, spares: 1)
        cluster.elect(1)
        cluster.change(1, .addLearner(NodeID(3)))
        cluster.settle()
        cluster.change(1, .promote(NodeID(3)))
        // Now three count: its own copy and n3's are a majority, without n2.
        cluster.settle(among: [1, 3])
        #expect(cluster.core(1).status.isConfigurationCommitted)
        #expect(cluster.core(1).newestConfiguration.voters.count == 3)
    }

    @Test func `§4,1 a configuration that is cut off the log is not in force any more`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        cluster.change(1, .remove(NodeID(3)))
        cluster.drop()
        #expect(cluster.core(1).newestConfiguration.voters.count == 2)
        cluster.passTime(.seconds(2))
        cluster.campaign(2)
        cluster.settle(among: [2, 3])
        cluster.elapse(2, TestCluster.heartbeatInterval)
        cluster.settle()
        #expect(cluster.core(1).newestConfiguration.voters.count == 3)
    }

    @Test func `§4,1 no change begins while another is uncommitted`() {
        var cluster = TestCluster(voters: 3, spares: 1)
        cluster.elect(1)
        cluster.change(1, .addLearner(NodeID(4)))
        cluster.change(1, .remove(NodeID(3)))
        #expect(cluster.member(1).answers.last == "request 2: refused, changeUnderWay")
        cluster.settle()
        cluster.change(1, .remove(NodeID(3)))
        #expect(cluster.member(1).answers.last?.contains("accepted") == true)
    }

    @Test func `§4,1 no change begins before an entry of the own term is committed`() {
        var cluster = TestCluster(voters: 3, spares: 1)
        cluster.campaign(1)
        cluster.settle { envelope in
            if case .appendRequest = envelope.message { false } else { true }
        }
        #expect(cluster.core(1).currentRole == .leader)
        cluster.change(1, .addLearner(NodeID(4)))
        #expect(cluster.member(1).answers == ["request 1: refused, changeUnderWay"])
    }

    @Test func `§4,2,1 a learner counts neither for commits nor for elections`() {
        var cluster = TestCluster(voters: 3, learners: 2)
        cluster.elect(1)
        cluster.propose(1, "a")
        cluster.settle(among: [1, 4, 5])
        #expect(cluster.core(1).commitIndex == 1)
        #expect(cluster.core(4).nextDeadline != nil)
        cluster.passTime(.seconds(5))
        cluster.elapse(4, .zero)
        #expect(cluster.core(4).currentRole == .follower)
        #expect(cluster.core(4).nextDeadline == nil)
    }

    @Test func `§4,2,1 only a learner that has caught up becomes a voter`() {
        var cluster = TestCluster(voters: 1, spares: 1)
        cluster.elect(1)
        cluster.change(1, .promote(NodeID(2)))
        #expect(cluster.member(1).answers.last == "request 1: refused, invalidChange")
        cluster.change(1, .addLearner(NodeID(2)))
        cluster.change(1, .promote(NodeID(2)))
        #expect(cluster.member(1).answers.last == "request 3: refused, lagging")
        cluster.settle()
        cluster.change(1, .promote(NodeID(2)))
        #expect(cluster.member(1).answers.last?.contains("accepted") == true)
    }

    @Test func `§4,2,2 a leader that removed itself leads until that is committed`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        cluster.change(1, .remove(NodeID(1)))
        #expect(cluster.core(1).currentRole == .leader)
        // n2 alone is half of those who count.
        cluster.settle(among: [1, 2])
        #expect(cluster.core(1).currentRole == .leader)
        #expect(!cluster.core(1).status.isConfigurationCommitted)
        cluster.elapse(1, TestCluster.heartbeatInterval)
        cluster.settle()
        #expect(cluster.core(1).currentRole == .follower)
        #expect(cluster.core(2).currentRole == .leader || cluster.core(3).currentRole == .leader)
    }

    @Test func `§4,2,2 a node whose removal is not committed may still have to lead`() {
        var cluster = TestCluster(voters: 2)
        cluster.elect(1)
        cluster.change(1, .remove(NodeID(1)))
        cluster.drop()
        cluster.crash(1)
        // n2's log is behind n1's, so without n1 nobody could lead any more.
        cluster.campaign(2)
        cluster.settle()
        #expect(cluster.core(2).currentRole != .leader)
        cluster.campaign(1)
        cluster.settle()
        #expect(cluster.core(2).currentRole == .leader)
        #expect(cluster.core(2).newestConfiguration.voters == [NodeID(2)])
    }

    @Test func `§4,2,2 a learner answers a candidate, for it may be a voter unknowingly`() {
        var cluster = TestCluster(voters: 2, learners: 1)
        let request = VoteRequest(term: 3, ballot: .ordinary, last: .start)
        cluster.step(
            3,
            [.received(Envelope(from: NodeID(9), to: NodeID(3), message: .voteRequest(request)))]
        )
        let response = VoteResponse(term: 3, ballot: .ordinary, isGranted: true)
        #expect(cluster.mail.map(\.message) == [.voteResponse(response)])
    }

    @Test func `§4,2,3 a node that hears its leader does not listen to candidates`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        let request = VoteRequest(
            term: 9,
            ballot: .ordinary,
            last: LogPosition(index: 99, term: 8)
        )
        for number in [1, 2] as [UInt64] {
            cluster.step(
                number,
                [
                    .received(
                        Envelope(
                            from: NodeID(3),
                            to: NodeID(number),
                            message: .voteRequest(request)
                        )
                    )
                ]
            )
            #expect(cluster.core(number).currentTerm == 1)
        }
        #expect(cluster.mail.isEmpty)
    }

    @Test func `§6,2 a leader that hears no quorum for an election timeout stands down`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        cluster.elapse(1, .milliseconds(900))
        #expect(cluster.core(1).currentRole == .leader)
        cluster.elapse(1, .milliseconds(200))
        #expect(cluster.core(1).currentRole == .follower)
        #expect(cluster.core(1).currentTerm == 1)
    }

    @Test func `§6,4 a read waits for a quorum to confirm the leader`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        cluster.read(1)
        #expect(cluster.member(1).answers.isEmpty)
        cluster.settle(among: [1, 3])
        #expect(cluster.member(1).answers == ["read 1: at 1"])
    }

    @Test func `§6,4 a deposed leader's read fails, and is never answered from its old state`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        cluster.passTime(.seconds(2))
        cluster.campaign(2)
        cluster.settle(among: [2, 3])
        cluster.propose(2, "a")
        cluster.settle(among: [2, 3])
        cluster.read(1)
        cluster.settle()
        // It learned of the new leader and asked it: then the answer holds "a".
        cluster.elapse(1, TestCluster.heartbeatInterval)
        cluster.settle()
        cluster.elapse(2, TestCluster.heartbeatInterval)
        cluster.settle()
        for answer in cluster.member(1).answers where answer.contains("at") {
            #expect(cluster.disk(1).commands == ["a"])
        }
        cluster.elapse(1, TestCluster.electionTimeout)
        #expect(cluster.member(1).answers.count == 1)
    }

    @Test func `§6,4 a follower's read is answered once its own copy is as new as the leader's`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        cluster.propose(1, "a")
        cluster.settle(among: [1, 2])
        cluster.read(3)
        cluster.settle { envelope in
            if case .appendRequest = envelope.message { false } else { true }
        }
        #expect(cluster.member(3).answers.isEmpty)
        cluster.settle()
        #expect(cluster.member(3).answers == ["read 2: at 2"])
        #expect(cluster.disk(3).commands == ["a"])
    }

    @Test func `§6,4 an answer to a read of an earlier life answers nothing`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        cluster.read(3)
        cluster.deliver { $0.to == NodeID(1) }
        cluster.settle { $0.to != NodeID(3) || !isReadResponse($0) }
        let late = cluster.mail.filter(isReadResponse)
        cluster.crash(3)
        cluster.read(3)
        cluster.drop()
        cluster.mail += late
        cluster.settle()
        #expect(cluster.member(3).answers.isEmpty)
    }

    private func isReadResponse(_ envelope: Envelope) -> Bool {
        if case .readResponse = envelope.message { true } else { false }
    }

    @Test func `§9,6 a candidate that cannot win leaves the term alone`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        cluster.propose(1, "a")
        cluster.settle(among: [1, 2])
        for _ in 0..<5 {
            cluster.campaign(3)
            cluster.settle()
        }
        #expect(cluster.core(1).currentRole == .leader)
        #expect((1...3).allSatisfy { cluster.core($0).currentTerm == 1 })
    }
}
