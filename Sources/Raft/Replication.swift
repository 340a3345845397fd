import Determinism

/// How a leader brings its log to the others and learns what is committed (Raft §5.3, §5.4).
extension RaftNode {
    // MARK: The own log

    mutating func propose(_ proposal: Proposal) {
        guard role == .leader else { return refuse(proposal.id, .notLeader(leader)) }
        guard transfer == nil else { return refuse(proposal.id, .transferring) }
        let limits = settings.limits
        guard proposal.command.count <= limits.commandBytes else {
            return refuse(proposal.id, .tooLarge(limit: limits.commandBytes))
        }
        guard uncommittedBytes < limits.uncommittedBytes else {
            return refuse(proposal.id, .overloaded)
        }
        let position = appendOwn(.command(proposal.command))
        output.accepted.append(AcceptedProposal(id: proposal.id, position: position))
    }

    mutating func appendOwn(_ payload: Entry.Payload) -> LogPosition {
        let entry = Entry(index: log.last.index + 1, term: term, payload: payload)
        append(entry)
        uncommittedBytes += entry.byteCount
        return entry.position
    }

    mutating func refuse(_ id: UInt64, _ reason: Refusal) {
        output.refused.append(RefusedProposal(id: id, reason: reason))
    }

    // MARK: The end of a leader's step

    mutating func finishLeading() {
        advanceCommit()
        beginReadRound()
        confirmReads()
        for position in peers.indices { replicate(to: position) }
        if let target = transfer?.target { handOver(to: target) }
        standDownIfRemoved()
    }

    /// The highest index that a majority has on disk is committed, if its entry is of this term
    /// (Raft §5.4.2, figure 2).
    private mutating func advanceCommit() {
        var reached: [UInt64] = []
        for voter in configuration.voters { reached.append(match(of: voter)) }
        var majority = Quorum.reached(&reached)
        majority = min(majority, log.last.index)
        guard majority > commit else { return }
        guard log.term(at: majority) == term || settings.deviation.contains(.countsOldTerms) else {
            return
        }
        for index in (commit + 1)...majority { uncommittedBytes -= log.bytes(at: index) }
        commit = majority
    }

    /// The leader counts what was durable when the step began.
    ///
    /// A sole voter counts all: its entries and their application become durable together, and
    /// nothing is sent before.
    private func match(of voter: NodeID) -> LogIndex {
        guard voter == settings.id else {
            return position(of: voter).map { peers[$0].match } ?? 0
        }
        return isQuorumOfOne ? log.last.index : persistedLast
    }

    // MARK: Sending

    private mutating func replicate(to position: Int) {
        switch peers[position].state {
        case .snapshot:
            break
        case .probe:
            guard !peers[position].isPaused, !peers[position].awaitsEntries else { return }
            sendNext(to: position, evenIfEmpty: true)
        case .replicate:
            var isFirst = true
            while peers[position].state == .replicate, !peers[position].awaitsEntries,
                !peers[position].inflight.isFull(settings.limits)
            {
                let isBehind = peers[position].toldCommit < min(commit, peers[position].next - 1)
                guard peers[position].next <= log.last.index || (isFirst && isBehind) else { break }
                sendNext(to: position, evenIfEmpty: isFirst && isBehind)
                isFirst = false
            }
        }
    }

    /// Sends the next append; or asks for what it needs first, or begins a snapshot.
    private mutating func sendNext(to position: Int, evenIfEmpty: Bool) {
        let next = peers[position].next
        guard let previousTerm = log.term(at: next - 1) else { return beginSnapshot(to: position) }
        let previous = LogPosition(index: next - 1, term: previousTerm)
        let limits = settings.limits
        guard next <= log.last.index else {
            if evenIfEmpty { sendAppend([], after: previous, to: position) }
            return
        }
        guard next >= log.windowStart else {
            peers[position].awaitsEntries = true
            output.loads.append(
                EntryLoad(
                    peer: peers[position].id,
                    start: next,
                    maximumBytes: limits.appendBytes,
                    maximumCount: limits.appendEntries
                )
            )
            return
        }
        let entries = log.entries(
            from: next,
            through: log.last.index,
            maximumBytes: limits.appendBytes,
            maximumCount: limits.appendEntries
        )
        sendAppend(entries, after: previous, to: position)
    }

    private mutating func sendAppend(
        _ entries: [Entry],
        after previous: LogPosition,
        to position: Int
    ) {
        let request = AppendRequest(
            term: term,
            previous: previous,
            commit: commit,
            round: readRounds.newest,
            entries: entries
        )
        send(.appendRequest(request), to: peers[position].id)
        let last = previous.index + LogIndex(entries.count)
        peers[position].toldCommit = min(commit, last)
        if peers[position].state == .probe {
            peers[position].isPaused = true
        } else if !entries.isEmpty {
            peers[position].next = last + 1
            let bytes = entries.reduce(0) { $0 + $1.byteCount }
            peers[position].inflight.add(last: last, bytes: bytes)
        }
    }

    /// Entries the shell read back.
    ///
    /// They are applied, so nothing can have replaced them; but the follower may have moved on
    /// meanwhile.
    mutating func sendLoaded(_ loaded: LoadedEntries) {
        guard role == .leader, let position = position(of: loaded.peer),
            peers[position].awaitsEntries
        else { return }
        peers[position].awaitsEntries = false
        guard peers[position].state != .snapshot, let first = loaded.entries.first,
            let last = loaded.entries.last, first.index == peers[position].next,
            last.term == log.term(at: last.index),
            let previousTerm = log.term(at: first.index - 1)
        else { return }
        let previous = LogPosition(index: first.index - 1, term: previousTerm)
        sendAppend(loaded.entries, after: previous, to: position)
    }

    // MARK: Answers

    mutating func noteAccepted(_ response: AppendAccepted, from sender: NodeID) {
        guard role == .leader, let position = position(of: sender),
            response.match <= log.last.index
        else { return }
        noteContact(position, round: response.round)
        if response.match > peers[position].match { peers[position].match = response.match }
        switch peers[position].state {
        case .probe:
            peers[position].becomeReplicate()
        case .replicate:
            peers[position].next = max(peers[position].next, response.match + 1)
            peers[position].inflight.free(through: response.match)
        case .snapshot:
            if peers[position].match >= log.base.index { peers[position].becomeReplicate() }
        }
        peers[position].updateCatchUp(
            last: log.last.index,
            now: now,
            electionTimeout: settings.electionTimeout
        )
    }

    /// Goes back to where the logs can match at best.
    ///
    /// What arrives late or twice names an entry that is known to match, or not the one that was
    /// tried; it changes nothing.
    mutating func noteRejected(_ response: AppendRejected, from sender: NodeID) {
        guard role == .leader, let position = position(of: sender) else { return }
        noteContact(position, round: 0)
        let rejected = response.previousIndex
        switch peers[position].state {
        case .snapshot: return
        case .probe: guard rejected == peers[position].next - 1 else { return }
        case .replicate: break
        }
        guard rejected > peers[position].match else { return }
        let agreed = log.lastPosition(notAfter: response.hint.index, term: response.hint.term)
        let hinted = min(agreed.index, response.hint.index, rejected - 1)
        peers[position].becomeProbe()
        peers[position].next = max(peers[position].match, hinted) + 1
    }

    mutating func noteHeartbeatResponse(_ response: HeartbeatResponse, from sender: NodeID) {
        guard role == .leader, let position = position(of: sender) else { return }
        noteContact(position, round: response.round)
        peers[position].isPaused = false
        guard peers[position].state == .replicate, peers[position].match < log.last.index,
            !peers[position].inflight.isEmpty, !peers[position].awaitsEntries
        else { return }
        // Should the last appends be lost, nothing would tell: ask whether the end matches.
        guard let previousTerm = log.term(at: peers[position].next - 1) else {
            return beginSnapshot(to: position)
        }
        let previous = LogPosition(index: peers[position].next - 1, term: previousTerm)
        sendAppend([], after: previous, to: position)
    }

    mutating func noteUnreachable(_ peer: NodeID) {
        guard role == .leader, let position = position(of: peer) else { return }
        if peers[position].state == .replicate { peers[position].becomeProbe() }
        // Until a heartbeat is answered there is no one to send to.
        peers[position].isPaused = true
    }

    mutating func noteContact(_ position: Int, round: UInt64) {
        peers[position].lastContact = now
        peers[position].round = max(peers[position].round, round)
    }

    // MARK: Time

    /// Sends heartbeats, tries again what got lost, and stands down without a quorum
    /// (dissertation §6.2).
    mutating func leaderTick() {
        tickDeadline = now.advanced(by: settings.heartbeatInterval)
        guard isQuorumHeard(by: configuration.voters) else {
            return becomeFollower(term: term, leader: nil)
        }
        endTransferIfLate()
        for position in peers.indices {
            let heartbeat = Heartbeat(
                term: term,
                commit: settings.deviation.contains(.heartbeatsWholeCommit)
                    ? commit : min(peers[position].match, commit),
                round: readRounds.newest
            )
            send(.heartbeat(heartbeat), to: peers[position].id)
            retrySnapshotPart(position)
        }
    }

    /// Whether this node, as leader, and the nodes it heard within an election timeout are a
    /// majority of `voters`.
    func isQuorumHeard(by voters: [NodeID]) -> Bool {
        var heard = 0
        for voter in voters where voter == settings.id || isHeard(voter) { heard += 1 }
        return heard > voters.count / 2
    }

    func isHeard(_ node: NodeID) -> Bool {
        guard let position = position(of: node) else { return false }
        let silence = now.duration(since: peers[position].lastContact)
        return silence <= settings.electionTimeout
    }

    // MARK: Basics

    /// Sends at once; for what claims nothing about this node's disk.
    mutating func send(_ message: Message, to node: NodeID) {
        let envelope = Envelope(from: settings.id, to: node, message: message)
        outbox.append(Outgoing(envelope: envelope, mustFollowTransaction: false))
    }

    /// Sends when this step's transaction is durable.
    mutating func sendDurably(_ message: Message, to node: NodeID) {
        let envelope = Envelope(from: settings.id, to: node, message: message)
        outbox.append(Outgoing(envelope: envelope, mustFollowTransaction: true))
    }

    func position(of node: NodeID) -> Int? {
        var low = 0
        var high = peers.count
        while low < high {
            let middle = (low + high) / 2
            if peers[middle].id < node { low = middle + 1 } else { high = middle }
        }
        return low < peers.count && peers[low].id == node ? low : nil
    }
}
