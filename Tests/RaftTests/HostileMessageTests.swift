import Determinism
import Raft
import Testing

/// A peer that says anything at all must not stop a node.
@Suite struct HostileMessageTests {
    @Test(arguments: 0..<150 as Range<UInt64>)
    func `a node bears any sequence of well-formed messages`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var cluster = TestCluster(voters: 3)
        // As leader, as follower, and as one who knows nothing yet.
        if seed % 3 > 0 {
            cluster.elect(seed % 3)
            cluster.propose(seed % 3, "a")
            cluster.settle()
        }
        for _ in 0..<400 {
            let message = Self.message(&generator)
            let sender = NodeID(UInt64.random(in: 1...5, using: &generator))
            let envelope = Envelope(from: sender, to: NodeID(1), message: message)
            cluster.change(1) { $0.now = $0.now.advanced(by: .milliseconds(7)) }
            cluster.step(1, [.received(envelope)])
            cluster.drop()
            // A halt is an answer too: the node says so and stays stopped.
            guard cluster.core(1).nextDeadline != nil else { return }
        }
    }

    private static func message(_ generator: inout SeededGenerator) -> Message {
        func small() -> UInt64 { UInt64.random(in: 0...6, using: &generator) }
        let term = small() + 1
        let position = LogPosition(index: small(), term: small())
        let identity = SnapshotIdentity(
            position: position,
            configuration: Configuration(voters: [NodeID(small())]),
            token: small()
        )
        let entries = (0..<Int(small())).map { offset in
            Entry(
                index: position.index + 1 + UInt64(offset),
                term: max(position.term, small()),
                payload: .command([1])
            )
        }
        let messages: [Message] = [
            .voteRequest(VoteRequest(term: term, ballot: .ordinary, last: position)),
            .voteRequest(VoteRequest(term: term, ballot: .probe, last: position)),
            .voteRequest(VoteRequest(term: term, ballot: .transfer, last: position)),
            .voteResponse(VoteResponse(term: term, ballot: .ordinary, isGranted: true)),
            .voteResponse(VoteResponse(term: term, ballot: .probe, isGranted: small() > 2)),
            .appendRequest(
                AppendRequest(
                    term: term,
                    previous: position,
                    commit: small(),
                    round: 0,
                    entries: entries
                )
            ),
            .appendAccepted(AppendAccepted(term: term, match: small(), round: small())),
            .appendRejected(AppendRejected(term: term, previousIndex: small(), hint: position)),
            .heartbeat(Heartbeat(term: term, commit: small(), round: small())),
            .heartbeatResponse(HeartbeatResponse(term: term, round: small())),
            .staleTerm(StaleTerm(term: term)),
            .snapshotChunk(
                SnapshotChunk(
                    term: term,
                    identity: identity,
                    offset: small(),
                    isLast: small() > 3,
                    bytes: [1]
                )
            ),
            .snapshotReceived(SnapshotReceived(term: term, token: small(), nextOffset: small())),
            .readRequest(ReadRequest(term: term, batch: small())),
            .readResponse(ReadResponse(term: term, batch: small(), index: small())),
            .timeoutNow(TimeoutNow(term: term)),
        ]
        return messages.randomElement(using: &generator) ?? messages[0]
    }
}
