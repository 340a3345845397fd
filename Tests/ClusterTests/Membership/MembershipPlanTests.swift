import Catalog
import Cluster
import Raft
import Testing

@Suite struct MembershipPlanTests {
    private func member(_ number: UInt64, leaving: Bool = false) -> Member {
        let card = MemberCard(
            name: "n\(number)",
            token: [UInt8](repeating: UInt8(number), count: MemberCard.tokenBytes),
            cluster: "",
            s3: "",
            admin: "",
            version: ""
        )
        return Member(node: number, card: card, isLeaving: leaving)
    }

    private func peer(_ number: UInt64, heard: Bool = true, caughtUp: Bool = true) -> PeerStatus {
        PeerStatus(
            id: NodeID(number),
            match: 1,
            isHeard: heard,
            isCaughtUp: caughtUp,
            isReceivingSnapshot: false
        )
    }

    private func situation(
        voters: [UInt64],
        learners: [UInt64] = [],
        peers: [PeerStatus] = [],
        members: [Member],
        view: [String]? = nil
    ) -> MembershipSituation {
        MembershipSituation(
            configuration: Configuration(
                voters: voters.map { NodeID($0) },
                learners: learners.map { NodeID($0) }
            ),
            peers: peers,
            members: members,
            view: view ?? voters.map { "n\($0)" }
        )
    }

    @Test func `who joins becomes a learner, and in the view when it has caught up`() {
        var now = situation(voters: [1], members: [member(1), member(2)])
        #expect(MembershipPlan.steps(for: now) == [.change(.addLearner(NodeID(2)))])
        now = situation(
            voters: [1],
            learners: [2],
            peers: [peer(2, caughtUp: false)],
            members: [member(1), member(2)]
        )
        #expect(MembershipPlan.steps(for: now) == [])
        now.peers = [peer(2)]
        #expect(
            MembershipPlan.steps(for: now) == [
                .change(.promote(NodeID(2))), .view(["n1", "n2"]),
            ]
        )
        now.view = ["n1", "n2"]
        now.peers = [peer(2, caughtUp: false)]
        #expect(MembershipPlan.steps(for: now) == [], "a lag is no reason for a new view")
    }

    @Test func `there are five voters at most, and one that is not heard is not promoted`() {
        let members = (1...7).map { member($0) }
        var now = situation(
            voters: [1, 2, 3, 4],
            learners: [5, 6, 7],
            peers: [peer(5, heard: false), peer(6), peer(7)],
            members: members,
            view: members.map(\.name)
        )
        #expect(
            MembershipPlan.steps(for: now) == [
                .change(.promote(NodeID(6))), .change(.promote(NodeID(7))),
            ]
        )
        now.configuration = Configuration(
            voters: [1, 2, 3, 4, 6].map { NodeID($0) },
            learners: [NodeID(5), NodeID(7)]
        )
        #expect(MembershipPlan.steps(for: now) == [])
    }

    @Test func `who leaves is removed, then forgotten, and is in the view no more`() {
        var now = situation(
            voters: [1, 2, 3],
            peers: [peer(2), peer(3)],
            members: [member(1), member(2, leaving: true), member(3)]
        )
        #expect(
            MembershipPlan.steps(for: now) == [
                .change(.remove(NodeID(2))), .view(["n1", "n3"]),
            ]
        )
        now.configuration = Configuration(voters: [NodeID(1), NodeID(3)])
        now.view = ["n1", "n3"]
        #expect(MembershipPlan.steps(for: now) == [.forget(name: "n2", node: 2)])
    }

    @Test func `a voter dead for long gives its vote to a learner that is there`() {
        let members = (1...6).map { member($0) }
        var now = situation(
            voters: [1, 2, 3, 4, 5],
            learners: [6],
            peers: [peer(2), peer(3), peer(4, heard: false), peer(5), peer(6)],
            members: members,
            view: members.map(\.name)
        )
        #expect(MembershipPlan.steps(for: now) == [], "silence alone changes nothing")
        now.longDead = [NodeID(4)]
        #expect(MembershipPlan.steps(for: now) == [.change(.demote(NodeID(4)))])
        now.configuration = Configuration(
            voters: [1, 2, 3, 5].map { NodeID($0) },
            learners: [NodeID(4), NodeID(6)]
        )
        #expect(MembershipPlan.steps(for: now) == [.change(.promote(NodeID(6)))])
        now.peers[4] = peer(6, caughtUp: false)
        #expect(MembershipPlan.steps(for: now) == [], "there is nobody to take its place")
    }

    @Test func `gossip decides on the view and never on voters`() {
        var now = situation(
            voters: [1, 2, 3],
            peers: [peer(2), peer(3, heard: false)],
            members: [member(1), member(2), member(3)]
        )
        now.reachable = ["n1", "n2"]
        #expect(MembershipPlan.steps(for: now) == [.view(["n1", "n2"])])
        now.reachable = []
        #expect(MembershipPlan.steps(for: now) == [], "a view has members")
    }
}
