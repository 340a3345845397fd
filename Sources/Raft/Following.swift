import Determinism

/// What a node does with its leader's messages (Raft §5.3, §7).
extension RaftNode {
    /// Recognises the leader of this term; false if the sender cannot be it.
    private mutating func recognise(_ sender: NodeID) -> Bool {
        guard role != .leader else {
            halted = .twoLeaders(term: term, other: sender)
            return false
        }
        if role != .follower || leader != sender { becomeFollower(term: term, leader: sender) }
        lastLeaderContact = now
        resetElectionDeadline()
        return true
    }

    mutating func follow(_ request: AppendRequest, from sender: NodeID) {
        guard request.isWellFormed, recognise(sender) else { return }
        let previous = request.previous
        if previous.index < commit {
            guard let known = log.term(at: previous.index) else {
                // Compacted here, and the leader's log holds whatever is committed.
                return acknowledge(match: commit, round: request.round, to: sender)
            }
            guard known == previous.term else {
                let committed = LogPosition(index: previous.index, term: known)
                halted = .committedConflict(committed: committed, received: previous)
                return
            }
        }
        guard log.term(at: previous.index) == previous.term else {
            let hint =
                previous.index > log.last.index
                ? log.last
                : log.lastPosition(notAfter: previous.index - 1, term: previous.term)
            let response = AppendRejected(
                term: term,
                previousIndex: previous.index,
                hint: hint
            )
            return sendDurably(.appendRejected(response), to: sender)
        }
        guard merge(request) else { return }
        let match = previous.index + LogIndex(request.entries.count)
        // The rest of the log, if there is more, was not compared with the leader's.
        learnCommit(min(request.commit, match))
        acknowledge(match: match, round: request.round, to: sender)
    }

    /// Appends what is new, replacing the log from the first entry whose term differs; entries that
    /// are there already stay, for the message may be an old one (Raft §5.3).
    private mutating func merge(_ request: AppendRequest) -> Bool {
        if settings.deviation.contains(.truncatesMatching), request.previous.index >= commit,
            request.previous.index < log.last.index, !request.entries.isEmpty
        {
            truncate(from: request.previous.index + 1)
        }
        for entry in request.entries {
            if entry.index <= log.last.index {
                // Below the base everything is committed, hence the same.
                guard let known = log.term(at: entry.index), known != entry.term else { continue }
                guard entry.index > commit else {
                    halted = .committedConflict(
                        committed: LogPosition(index: entry.index, term: known),
                        received: entry.position
                    )
                    return false
                }
                truncate(from: entry.index)
            }
            append(entry)
        }
        return true
    }

    mutating func follow(_ heartbeat: Heartbeat, from sender: NodeID) {
        guard recognise(sender) else { return }
        guard heartbeat.commit <= log.last.index else {
            if settings.deviation.contains(.heartbeatsWholeCommit) {
                learnCommit(log.last.index)
            } else {
                halted = .logLost(commit: heartbeat.commit, last: log.last)
            }
            return
        }
        learnCommit(heartbeat.commit)
        // Claims nothing about the disk, so a slow one does not make reads wait.
        send(
            .heartbeatResponse(HeartbeatResponse(term: term, round: heartbeat.round)),
            to: sender
        )
    }

    mutating func follow(_ chunk: SnapshotChunk, from sender: NodeID) {
        guard recognise(sender) else { return }
        let identity = chunk.identity
        guard identity.position.index > commit else {
            return acknowledge(match: commit, round: 0, to: sender)
        }
        if incoming?.identity != identity {
            incoming = IncomingSnapshot(identity: identity, nextOffset: 0)
        }
        guard let known = incoming, chunk.offset == known.nextOffset else {
            return acknowledgeSnapshot(to: sender)
        }
        output.snapshotWrites.append(
            SnapshotWrite(identity: identity, offset: chunk.offset, bytes: chunk.bytes)
        )
        incoming?.nextOffset += UInt64(chunk.bytes.count)
        guard chunk.isLast else { return acknowledgeSnapshot(to: sender) }
        incoming = nil
        if log.term(at: identity.position.index) == identity.position.term {
            learnCommit(identity.position.index)
        } else {
            install(identity)
        }
        acknowledge(match: identity.position.index, round: 0, to: sender)
    }

    private mutating func install(_ identity: SnapshotIdentity) {
        log.reset(to: identity.position)
        configurations = ConfigurationHistory(
            base: identity.position.index,
            configuration: identity.configuration
        )
        commit = identity.position.index
        applied = identity.position.index
        persistedLast = identity.position.index
        firstChanged = nil
        output.install = identity
    }

    // MARK: The log

    mutating func append(_ entry: Entry) {
        log.append(entry)
        if let configuration = entry.configuration {
            configurations.append(configuration, at: entry.index)
            if role == .leader { updatePeers() }
        }
        firstChanged = min(firstChanged ?? entry.index, entry.index)
    }

    private mutating func truncate(from index: LogIndex) {
        log.truncate(from: index)
        configurations.truncate(from: index)
        if let first = firstChanged, first >= index { firstChanged = nil }
        persistedLast = min(persistedLast, index - 1)
    }

    private mutating func learnCommit(_ index: LogIndex) {
        if index > commit { commit = index }
    }

    // MARK: Answers

    private mutating func acknowledge(match: LogIndex, round: UInt64, to sender: NodeID) {
        let response = AppendAccepted(term: term, match: match, round: round)
        sendDurably(.appendAccepted(response), to: sender)
    }

    private mutating func acknowledgeSnapshot(to sender: NodeID) {
        guard let incoming else { return }
        let response = SnapshotReceived(
            term: term,
            token: incoming.identity.token,
            nextOffset: incoming.nextOffset
        )
        sendDurably(.snapshotReceived(response), to: sender)
    }
}
