import Determinism

/// Linearizable reads from any node without a log entry (dissertation §6.4): the leader notes its
/// commit index, a quorum confirms that it still leads, and any copy applied that far may answer.
extension RaftNode {
    mutating func read(_ id: UInt64) {
        guard localReads.count < settings.limits.pendingReads else {
            return output.reads.append(ReadAnswer(id: id, result: .failure(.overloaded)))
        }
        localReads.add(id)
    }

    /// Makes this step's reads one batch and sends it on its way.
    mutating func sealReads() {
        let wasEmpty = localReads.batches.isEmpty
        guard let batch = localReads.seal(deadline: now.advanced(by: settings.electionTimeout))
        else { return }
        if wasEmpty, role != .leader {
            tickDeadline = now.advanced(by: settings.heartbeatInterval)
        }
        route(batch)
    }

    private mutating func route(_ batch: UInt64) {
        if role == .leader {
            readRounds.add(ReadRounds.Batch(node: settings.id, batch: batch))
        } else if let leader {
            send(.readRequest(ReadRequest(term: term, batch: batch)), to: leader)
        }
    }

    /// A follower's batch; asked again when this node leads no more or the answer was lost.
    mutating func readForPeer(_ request: ReadRequest, from sender: NodeID) {
        guard role == .leader, readRounds.waiting.count < settings.limits.pendingReads else {
            return
        }
        readRounds.add(ReadRounds.Batch(node: sender, batch: request.batch))
    }

    /// Begins a round for the reads that wait, unless enough rounds are under way: then they share
    /// the next.
    ///
    /// Before an entry of this term is committed, the commit index may be behind what earlier
    /// leaders acknowledged.
    mutating func beginReadRound() {
        guard !readRounds.waiting.isEmpty,
            readRounds.underWay < settings.limits.readRounds
        else { return }
        guard
            log.term(at: commit) == term
                || settings.deviation.contains(.readsBeforeOwnCommit)
        else { return }
        readRounds.begin(commit: commit)
        guard !isQuorumOfOne else { return }
        for position in peers.indices where configuration.voters.contains(peers[position].id) {
            let heartbeat = Heartbeat(
                term: term,
                commit: min(peers[position].match, commit),
                round: readRounds.newest
            )
            send(.heartbeat(heartbeat), to: peers[position].id)
        }
    }

    mutating func confirmReads() {
        guard readRounds.underWay > 0 else { return }
        var rounds: [UInt64] = []
        for voter in configuration.voters {
            let isSelf = voter == settings.id
            rounds.append(
                isSelf ? readRounds.newest : position(of: voter).map { peers[$0].round } ?? 0
            )
        }
        var confirmed = Quorum.reached(&rounds)
        if settings.deviation.contains(.readsWithoutQuorum) { confirmed = readRounds.newest }
        for (batch, index) in readRounds.confirm(through: confirmed) {
            if batch.node == settings.id {
                localReads.confirm(batch.batch, index: index)
            } else {
                let response = ReadResponse(term: term, batch: batch.batch, index: index)
                send(.readResponse(response), to: batch.node)
            }
        }
        // What waited for these rounds to end need not wait for the next event.
        beginReadRound()
    }

    mutating func answerConfirmedReads() {
        for batch in localReads.take(applied: applied) {
            answer(batch, .success(applied))
        }
    }

    mutating func runReadTimers() {
        guard !localReads.isEmpty else { return }
        for batch in localReads.takeExpired(now: now) { answer(batch, .failure(.noQuorum)) }
        guard now >= tickDeadline, role != .leader else { return }
        tickDeadline = now.advanced(by: settings.heartbeatInterval)
        retryReads()
    }

    /// Asks again for batches whose question or answer may be lost, or whose leader is gone.
    mutating func retryReads() {
        for batch in localReads.batches where batch.index == nil { route(batch.number) }
    }

    mutating func answer(_ batch: LocalReads.Batch, _ result: Result<LogIndex, ReadFailure>) {
        for read in batch.reads {
            output.reads.append(ReadAnswer(id: read, result: result))
        }
    }
}
