import Determinism
import Raft
import Testing

/// The rules of "In Search of an Understandable Consensus Algorithm" (Ongaro and Ousterhout, 2014),
/// one test each, with the section that states it.
@Suite struct PaperTests {
    private func envelope(_ from: UInt64, _ to: UInt64, _ message: Message) -> Event {
        .received(Envelope(from: NodeID(from), to: NodeID(to), message: message))
    }

    private func vote(_ term: Term, _ last: LogPosition, _ ballot: Ballot = .ordinary) -> Message {
        .voteRequest(VoteRequest(term: term, ballot: ballot, last: last))
    }

    private func answers(_ cluster: TestCluster, from: UInt64) -> [Message] {
        cluster.mail.filter { $0.from == NodeID(from) }.map(\.message)
    }

    @Test func `§5,1 a node takes over any later term it hears of`() {
        var cluster = TestCluster(voters: 3)
        cluster.step(1, [envelope(2, 1, .staleTerm(StaleTerm(term: 7)))])
        #expect(cluster.core(1).currentTerm == 7)
        #expect(cluster.disk(1).hardState == HardState(term: 7, vote: nil))
    }

    @Test func `§5,1 a leader or candidate whose term is over becomes a follower`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        cluster.step(1, [envelope(2, 1, .staleTerm(StaleTerm(term: 9)))])
        #expect(cluster.core(1).currentRole == .follower)
        cluster.campaign(2)
        cluster.settle(among: [2, 3])
        cluster.step(2, [envelope(3, 2, .staleTerm(StaleTerm(term: 10)))])
        #expect(cluster.core(2).currentRole == .follower)
    }

    @Test func `§5,1 a request of an earlier term is refused`() {
        var cluster = TestCluster(voters: 3)
        cluster.step(1, [envelope(2, 1, .staleTerm(StaleTerm(term: 7)))])
        let request = AppendRequest(
            term: 6,
            previous: .start,
            commit: 0,
            round: 0,
            entries: [Entry(index: 1, term: 6, payload: .empty)]
        )
        cluster.step(1, [envelope(2, 1, .appendRequest(request))])
        #expect(cluster.core(1).lastPosition == .start)
        #expect(answers(cluster, from: 1) == [.staleTerm(StaleTerm(term: 7))])
    }

    @Test func `§5,2 a node starts as follower and stays one while it hears a leader`() {
        var cluster = TestCluster(voters: 3)
        #expect(cluster.core(1).currentRole == .follower)
        for _ in 0..<30 {
            cluster.change(1) { $0.now = $0.now.advanced(by: .milliseconds(900)) }
            let heartbeat = Heartbeat(term: 1, commit: 0, round: 0)
            cluster.step(1, [envelope(2, 1, .heartbeat(heartbeat))])
            #expect(cluster.core(1).currentRole == .follower)
        }
    }

    @Test func `§5,2 election timeouts are drawn between one and two timeouts, and differ`() {
        var waits: Set<UInt64> = []
        for seed in 0..<200 as Range<UInt64> {
            let core = RaftNode(
                settings: Settings(
                    id: NodeID(1),
                    electionTimeout: .seconds(1),
                    heartbeatInterval: .milliseconds(100)
                ),
                restoration: Restoration(
                    hardState: HardState(term: 0, vote: nil),
                    base: .start,
                    configuration: Configuration(voters: [NodeID(1), NodeID(2)]),
                    applied: .start
                ),
                seed: seed,
                now: Instant(nanoseconds: 0)
            )
            let wait = core.nextDeadline?.nanoseconds ?? 0
            #expect((1_000_000_000..<2_000_000_000).contains(wait))
            waits.insert(wait)
        }
        #expect(waits.count > 190)
    }

    @Test func `§5,2 a node votes for at most one candidate in a term, first come`() {
        var cluster = TestCluster(voters: 3)
        cluster.step(1, [envelope(2, 1, vote(1, .start)), envelope(3, 1, vote(1, .start))])
        let granted = answers(cluster, from: 1).map { message in
            if case .voteResponse(let response) = message { response.isGranted } else { false }
        }
        #expect(granted == [true, false])
        #expect(cluster.disk(1).hardState.vote == NodeID(2))
    }

    @Test func `§5,2 a vote outlives a crash`() {
        var cluster = TestCluster(voters: 3)
        cluster.step(1, [envelope(2, 1, vote(1, .start))])
        cluster.crash(1)
        cluster.drop()
        cluster.step(1, [envelope(3, 1, vote(1, .start)), envelope(2, 1, vote(1, .start))])
        let yes = VoteResponse(term: 1, ballot: .ordinary, isGranted: true)
        let no = VoteResponse(term: 1, ballot: .ordinary, isGranted: false)
        #expect(answers(cluster, from: 1) == [.voteResponse(no), .voteResponse(yes)])
    }

    @Test func `§5,2 a vote leaves only when it is saved`() {
        var cluster = TestCluster(voters: 3)
        cluster.change(1) { $0.isDiskStuck = true }
        cluster.step(1, [envelope(2, 1, vote(1, .start))])
        #expect(cluster.mail.isEmpty)
        cluster.releaseDisk(1)
        #expect(cluster.mail.count == 1)
    }

    @Test(arguments: [1, 2, 3, 4, 5])
    func `§5,2 a majority elects`(voters: Int) {
        var cluster = TestCluster(voters: voters)
        cluster.elect(1)
        #expect(cluster.core(1).currentRole == .leader)
        #expect(cluster.core(1).currentTerm == 1)
    }

    @Test(arguments: [2, 3, 4, 5])
    func `§5,2 half of the voters do not elect`(voters: Int) {
        var cluster = TestCluster(voters: voters)
        cluster.campaign(1)
        cluster.settle(among: Array(1...UInt64(voters / 2)))
        #expect(cluster.core(1).currentRole != .leader)
    }

    @Test func `§5,2 a candidate that hears the leader of its term follows it`() {
        var cluster = TestCluster(voters: 3)
        cluster.campaign(1)
        cluster.deliver { $0.to == NodeID(2) }
        cluster.deliver { $0.to == NodeID(1) }
        #expect(cluster.core(1).currentRole == .candidate)
        let heartbeat = Heartbeat(term: 1, commit: 0, round: 0)
        cluster.step(1, [envelope(3, 1, .heartbeat(heartbeat))])
        #expect(cluster.core(1).currentRole == .follower)
        #expect(cluster.core(1).currentLeader == NodeID(3))
    }

    @Test func `§5,3 a follower refuses entries whose predecessor it does not have`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        cluster.drop()
        let request = AppendRequest(
            term: 1,
            previous: LogPosition(index: 5, term: 1),
            commit: 0,
            round: 0,
            entries: []
        )
        cluster.step(2, [envelope(1, 2, .appendRequest(request))])
        let hint = LogPosition(index: 1, term: 1)
        let rejected = AppendRejected(term: 1, previousIndex: 5, hint: hint)
        #expect(answers(cluster, from: 2) == [.appendRejected(rejected)])
    }

    @Test func `§5,3 what conflicts is replaced, what agrees stays, even by an old message`() {
        var cluster = TestCluster(voters: 3)
        func append(_ term: Term, _ previous: LogPosition, _ terms: [Term]) -> Event {
            let entries = terms.enumerated().map { offset, term in
                Entry(index: previous.index + 1 + UInt64(offset), term: term, payload: .empty)
            }
            let request = AppendRequest(
                term: term,
                previous: previous,
                commit: 0,
                round: 0,
                entries: entries
            )
            return envelope(2, 1, .appendRequest(request))
        }
        cluster.step(1, [append(1, .start, [1, 1, 1])])
        // The same again, shorter and late: nothing goes.
        cluster.step(1, [append(1, .start, [1])])
        #expect(cluster.disk(1).entries.map(\.term) == [1, 1, 1])
        cluster.step(1, [append(2, LogPosition(index: 1, term: 1), [2])])
        #expect(cluster.disk(1).entries.map(\.term) == [1, 2])
    }

    @Test func `§5,3 an acknowledgement leaves only when the entries are saved`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        cluster.change(2) { $0.isDiskStuck = true }
        cluster.propose(1, "a")
        cluster.deliver { $0.to == NodeID(2) }
        #expect(!cluster.mail.contains { $0.from == NodeID(2) })
        cluster.releaseDisk(2)
        #expect(cluster.mail.contains { $0.from == NodeID(2) })
    }

    @Test func `§5,3 the leader sends while it saves, and does not count itself until then`() {
        var cluster = TestCluster(voters: 4)
        cluster.elect(1)
        cluster.change(1) { $0.isDiskStuck = true }
        cluster.propose(1, "a")
        #expect(cluster.mail.count == 3)
        cluster.deliver { $0.to == NodeID(2) }
        #expect(cluster.core(1).commitIndex == 1)
        cluster.releaseDisk(1)
        // Two of four: itself and n2.
        cluster.deliver { $0.to == NodeID(1) }
        #expect(cluster.core(1).commitIndex == 1)
        cluster.deliver { $0.to == NodeID(3) }
        cluster.deliver { $0.to == NodeID(1) }
        #expect(cluster.core(1).commitIndex == 2)
    }

    @Test func `§5,3 a leader brings every follower's log to its own`() {
        // The logs of figure 7, with the leader of term 8 on top.
        let leader: [Term] = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6]
        let followers: [[Term]] = [
            [1, 1, 1, 4, 4, 5, 5, 6, 6],
            [1, 1, 1, 4],
            [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
            [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
            [1, 1, 1, 4, 4, 4, 4],
            [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
        ]
        var cluster = TestCluster(voters: 7)
        for (offset, terms) in ([leader] + followers).enumerated() {
            cluster.change(UInt64(offset) + 1) { member in
                member.disk.hardState = HardState(term: terms.last ?? 0, vote: nil)
                member.disk.entries = terms.enumerated().map { index, term in
                    Entry(index: UInt64(index) + 1, term: term, payload: .command([UInt8(term)]))
                }
            }
            cluster.crash(UInt64(offset) + 1)
        }
        // Term 7's leader, of figure 7 (d), has lost its place.
        cluster.step(1, [envelope(5, 1, .staleTerm(StaleTerm(term: 7)))])
        cluster.passTime(.seconds(1))
        cluster.campaign(1)
        cluster.settle()
        #expect(cluster.core(1).currentRole == .leader)
        for number in 2...7 as ClosedRange<UInt64> {
            #expect(cluster.disk(number).entries == cluster.disk(1).entries)
        }
        #expect(cluster.core(1).commitIndex == 11)
    }

    @Test(arguments: [
        // The voter's last entry, the candidate's, and whether it gets the vote.
        (LogPosition(index: 3, term: 2), LogPosition(index: 3, term: 2), true),
        (LogPosition(index: 3, term: 2), LogPosition(index: 4, term: 2), true),
        (LogPosition(index: 3, term: 2), LogPosition(index: 1, term: 3), true),
        (LogPosition(index: 3, term: 2), LogPosition(index: 2, term: 2), false),
        (LogPosition(index: 3, term: 2), LogPosition(index: 9, term: 1), false),
    ])
    func `§5,4,1 a vote needs a log at least as up to date`(
        own: LogPosition,
        candidate: LogPosition,
        isGranted: Bool
    ) {
        var cluster = TestCluster(voters: 3)
        cluster.change(1) { member in
            member.disk.entries = (1...own.index).map {
                Entry(index: $0, term: own.term, payload: .empty)
            }
        }
        cluster.crash(1)
        cluster.step(1, [envelope(2, 1, vote(5, candidate))])
        let response = VoteResponse(term: 5, ballot: .ordinary, isGranted: isGranted)
        #expect(answers(cluster, from: 1) == [.voteResponse(response)])
    }

    @Test func `§5,4,2 an earlier term's entry is not committed by counting copies`() {
        // Figure 8: n1 leads term 4 and brings its entry of term 2 to a majority.
        var cluster = TestCluster(voters: 3, limits: oneEntryAtATime)
        for number in 1...3 as ClosedRange<UInt64> {
            cluster.change(number) { member in
                member.disk.hardState = HardState(term: 3, vote: nil)
                member.disk.entries = [Entry(index: 1, term: 1, payload: .empty)]
                if number == 1 {
                    member.disk.entries.append(Entry(index: 2, term: 2, payload: .empty))
                }
            }
            cluster.crash(number)
        }
        cluster.campaign(1)
        cluster.settle { envelope in
            if case .appendRequest(let request) = envelope.message {
                return (request.entries.last?.term ?? 0) < 4
            }
            return true
        }
        #expect(cluster.core(1).currentRole == .leader)
        cluster.elapse(1, TestCluster.heartbeatInterval)
        cluster.settle { envelope in
            if case .appendRequest(let request) = envelope.message {
                return (request.entries.last?.term ?? 0) < 4
            }
            return true
        }
        #expect(cluster.core(1).commitIndex == 0)
        cluster.elapse(1, TestCluster.heartbeatInterval)
        cluster.settle()
        #expect(cluster.core(1).commitIndex == 3)
    }

    private var oneEntryAtATime: Limits {
        var limits = Limits()
        limits.appendBytes = 1
        return limits
    }

    @Test func `§5,4,2 a new leader begins with an entry of its own`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        #expect(cluster.disk(1).entries == [Entry(index: 1, term: 1, payload: .empty)])
    }

    @Test func `§5,5 a request that arrives twice does no harm`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        cluster.propose(1, "a")
        let copies = cluster.mail
        cluster.settle()
        cluster.propose(1, "b")
        cluster.mail += copies
        cluster.settle()
        #expect(cluster.disk(3).commands == ["a", "b"])
    }

    @Test func `§7 a follower behind the compacted log is brought there by a snapshot`() {
        var limits = Limits()
        limits.tailEntries = 2
        limits.snapshotChunkBytes = 3
        var cluster = TestCluster(voters: 3, limits: limits)
        cluster.elect(1)
        for number in 0..<20 {
            cluster.propose(1, "\(number)")
            cluster.settle(among: [1, 2])
        }
        #expect(cluster.core(1).status.base.index > 10)
        cluster.elapse(1, TestCluster.heartbeatInterval)
        cluster.settle()
        #expect(cluster.disk(3).commands == (0..<20).map(String.init))
        #expect(cluster.disk(3).base == cluster.disk(3).applied)
    }

    @Test func `§7 a snapshot that another interrupted begins anew`() {
        var cluster = TestCluster(voters: 3)
        func part(_ token: UInt64, _ offset: UInt64, _ text: String, isLast: Bool) -> Event {
            let identity = SnapshotIdentity(
                position: LogPosition(index: 9, term: 1),
                configuration: Configuration(voters: [NodeID(1), NodeID(2), NodeID(3)]),
                token: token
            )
            let chunk = SnapshotChunk(
                term: 1,
                identity: identity,
                offset: offset,
                isLast: isLast,
                bytes: Array(text.utf8)
            )
            return envelope(2, 1, .snapshotChunk(chunk))
        }
        cluster.step(1, [part(1, 0, "a,", isLast: false)])
        cluster.step(1, [part(2, 2, "x", isLast: false)])
        cluster.step(1, [part(1, 0, "a,", isLast: false)])
        cluster.step(1, [part(1, 2, "b", isLast: true)])
        #expect(cluster.disk(1).commands == ["a", "b"])
        #expect(cluster.core(1).appliedIndex == 9)
        let nextOffsets = answers(cluster, from: 1).compactMap { message in
            if case .snapshotReceived(let response) = message { response.nextOffset } else { nil }
        }
        #expect(nextOffsets == [2, 0, 2])
    }

    @Test func `§8 a command is answered where it was put, and only there`() {
        var cluster = TestCluster(voters: 3)
        cluster.elect(1)
        cluster.propose(2, "a")
        #expect(cluster.member(2).answers == ["request 1: refused, notLeader(Optional(n1))"])
        cluster.propose(1, "a")
        #expect(cluster.member(1).answers == ["request 2: accepted at 2@1"])
    }
}
