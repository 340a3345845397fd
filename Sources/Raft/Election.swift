import Determinism

/// Who leads (Raft §5.2, §5.4.1; dissertation §4.2.3 and §9.6).
extension RaftNode {
    /// The members that count now: those of the newest entry that sets them, committed or not.
    var configuration: Configuration {
        guard settings.deviation.contains(.configuresAtCommit) else { return configurations.latest }
        return configurations.configuration(at: commit)
    }

    /// A voter may campaign, and so may a node whose removal is not known to be committed: without
    /// it there might be no majority that has the newest entries (dissertation §4.2.2).
    var mayCampaign: Bool {
        let id = settings.id
        return configuration.voters.contains(id)
            || configurations.configuration(at: commit).voters.contains(id)
    }

    var isQuorumOfOne: Bool { role == .leader && configuration.voters == [settings.id] }

    /// When the patience of a node that does not lead ends.
    var campaignTime: Instant {
        guard let distrustedUntil else { return electionDeadline }
        return max(electionDeadline, distrustedUntil)
    }

    /// Whether the leader was heard so lately that no election may disturb it.
    private var isLeaseInForce: Bool {
        if role == .leader { return true }
        guard leader != nil, let lastLeaderContact else { return false }
        return now < lastLeaderContact.advanced(by: settings.electionTimeout)
    }

    mutating func resetElectionDeadline() {
        let timeout = UInt64(max(settings.electionTimeout.wholeNanoseconds, 1))
        let wait = timeout + UInt64.random(in: 0..<timeout, using: &generator)
        electionDeadline = now.advanced(by: .nanoseconds(Int64(clamping: wait)))
    }

    mutating func receive(_ envelope: Envelope) {
        guard envelope.to == settings.id, envelope.from != settings.id else { return }
        let message = envelope.message
        if message.term > term {
            guard adopt(message, from: envelope.from) else { return }
        } else if message.term < term {
            guard isOfUseThoughOld(message, from: envelope.from) else { return }
        }
        dispatch(message, from: envelope.from)
    }

    /// Follows a message into its later term; false if it is answered or refused without that.
    private mutating func adopt(_ message: Message, from sender: NodeID) -> Bool {
        switch message {
        case .voteRequest(let request) where request.ballot == .probe:
            return true
        case .voteRequest(let request) where request.ballot == .ordinary && isLeaseInForce:
            return false
        case .voteResponse(let response) where response.ballot == .probe && response.isGranted:
            return true
        case .appendRequest, .heartbeat, .snapshotChunk:
            becomeFollower(term: message.term, leader: sender)
        default:
            becomeFollower(term: message.term, leader: nil)
        }
        return true
    }

    /// Answers a message of an earlier term; true if its content still matters.
    private mutating func isOfUseThoughOld(_ message: Message, from sender: NodeID) -> Bool {
        switch message {
        case .appendRequest, .heartbeat, .snapshotChunk, .voteRequest:
            // Without an answer, a node that was cut off while the term went on would be deaf to
            // its leader, and the leader would never learn why.
            sendDurably(.staleTerm(StaleTerm(term: term)), to: sender)
            return false
        case .readRequest, .readResponse:
            return true
        default:
            return false
        }
    }

    private mutating func dispatch(_ message: Message, from sender: NodeID) {
        switch message {
        case .voteRequest(let request): answer(request, from: sender)
        case .voteResponse(let response): count(response, from: sender)
        case .appendRequest(let request): follow(request, from: sender)
        case .appendAccepted(let response): noteAccepted(response, from: sender)
        case .appendRejected(let response): noteRejected(response, from: sender)
        case .heartbeat(let heartbeat): follow(heartbeat, from: sender)
        case .heartbeatResponse(let response): noteHeartbeatResponse(response, from: sender)
        case .snapshotChunk(let chunk): follow(chunk, from: sender)
        case .snapshotReceived(let response): noteSnapshotReceived(response, from: sender)
        case .readRequest(let request): readForPeer(request, from: sender)
        case .readResponse(let response):
            localReads.confirm(response.batch, index: response.index)
        case .timeoutNow: takeOver()
        case .staleTerm: break
        }
    }

    // MARK: Voting

    private mutating func answer(_ request: VoteRequest, from candidate: NodeID) {
        let isUpToDate =
            settings.deviation.contains(.votesWithoutLogCheck)
            || request.last.isAtLeastAsUpToDate(as: log.last)
        guard request.ballot != .probe else {
            let isGranted = request.term > term && !isLeaseInForce && isUpToDate
            let response = VoteResponse(
                term: isGranted ? request.term : term,
                ballot: .probe,
                isGranted: isGranted
            )
            return sendDurably(.voteResponse(response), to: candidate)
        }
        // A learner, even a stranger to this configuration, answers too: it may have become a
        // voter by an entry that it has not received (dissertation §4.2.2).
        let isFree =
            vote == candidate || (vote == nil && leader == nil)
            || settings.deviation.contains(.votesTwice)
        let isGranted = isFree && isUpToDate
        if isGranted {
            vote = candidate
            resetElectionDeadline()
        }
        let response = VoteResponse(term: term, ballot: request.ballot, isGranted: isGranted)
        sendDurably(.voteResponse(response), to: candidate)
    }

    private mutating func count(_ response: VoteResponse, from voter: NodeID) {
        let expected: Role = response.ballot == .probe ? .probing : .candidate
        guard role == expected, response.ballot == ballot else { return }
        if response.ballot == .probe, response.isGranted {
            guard response.term == term + 1 else { return }
        }
        if response.isGranted {
            granted.append(voter)
        } else {
            refusedBy.append(voter)
        }
        judgeElection()
    }

    mutating func judgeElection() {
        let voters =
            settings.deviation.contains(.countsLearners)
            ? configuration.members : configuration.voters
        switch Quorum.tally(voters: voters, granted: granted, refused: refusedBy) {
        case .open: break
        case .lost: becomeFollower(term: term, leader: nil)
        case .won:
            if role == .probing {
                campaign(.ordinary)
            } else if savedState == HardState(term: term, vote: vote) {
                becomeLeader()
            }
        // Else the only voter's own vote is not on its disk yet: it leads from the next step on. A
        // crash before that would let it vote for another in the term it had led.
        }
    }

    /// The only voter stands for election, and only its own vote was missing on disk.
    var awaitsOwnVote: Bool { role == .candidate && configuration.voters == [settings.id] }

    // MARK: Changing roles

    mutating func campaign(_ ballot: Ballot) {
        leader = nil
        self.ballot = ballot
        if ballot == .probe {
            role = .probing
        } else {
            role = .candidate
            term += 1
            vote = settings.id
        }
        granted = [settings.id]
        refusedBy = []
        resetElectionDeadline()
        let request = VoteRequest(
            term: ballot == .probe ? term + 1 : term,
            ballot: ballot,
            last: log.last
        )
        for voter in configuration.voters where voter != settings.id {
            sendDurably(.voteRequest(request), to: voter)
        }
        judgeElection()
    }

    /// The leader asked this node to take over (dissertation §3.10).
    private mutating func takeOver() {
        guard role != .leader, configuration.voters.contains(settings.id) else { return }
        if let distrustedUntil, now < distrustedUntil { return }
        campaign(.transfer)
    }

    mutating func becomeFollower(term newTerm: Term, leader newLeader: NodeID?) {
        precondition(newTerm >= term, "term \(term) cannot go back to \(newTerm)")
        if role == .leader {
            if transfer != nil { output.transfer = .handedOver }
            peers = []
            readRounds.removeAll()
            transfer = nil
            uncommittedBytes = 0
            tickDeadline = now.advanced(by: settings.heartbeatInterval)
        }
        if newTerm > term {
            term = newTerm
            vote = nil
        }
        if role != .follower || newLeader != nil { resetElectionDeadline() }
        role = .follower
        leader = newLeader
    }

    private mutating func becomeLeader() {
        precondition(role == .candidate, "a \(role) cannot become leader")
        role = .leader
        leader = settings.id
        peers = []
        for member in configurations.latest.members where member != settings.id {
            peers.append(newProgress(member))
        }
        uncommittedBytes = 0
        if commit < log.last.index {
            for index in (commit + 1)...log.last.index { uncommittedBytes += log.bytes(at: index) }
        }
        tickDeadline = now.advanced(by: settings.heartbeatInterval)
        // Earlier terms' entries are committed only along with one of this term (Raft §5.4.2, §8).
        _ = appendOwn(.empty)
        retryReads()
    }

    func newProgress(_ member: NodeID) -> Progress {
        Progress(id: member, last: log.last.index, now: now, lastContact: now)
    }
}
