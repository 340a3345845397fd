import Determinism

/// Sending the state to a follower whose next entry is compacted (Raft §7), part by part.
///
/// One part is under way at a time. The follower's answer says where to go on, so a lost part is
/// sent again, and a follower that restarted begins where its disk ends.
extension RaftNode {
    mutating func beginSnapshot(to position: Int) {
        peers[position].becomeSnapshot(applied: applied, now: now)
        requestPart(for: position, identity: nil, offset: 0)
    }

    private mutating func requestPart(
        for position: Int,
        identity: SnapshotIdentity?,
        offset: UInt64
    ) {
        peers[position].outgoing?.awaitsPart = true
        peers[position].outgoing?.sentAt = now
        output.snapshotReads.append(
            SnapshotRead(
                peer: peers[position].id,
                identity: identity,
                offset: offset,
                maximumBytes: settings.limits.snapshotChunkBytes
            )
        )
    }

    mutating func sendSnapshotPart(_ part: SnapshotPart) {
        guard role == .leader, let position = position(of: part.peer),
            let outgoing = peers[position].outgoing, outgoing.awaitsPart
        else { return }
        peers[position].outgoing?.awaitsPart = false
        peers[position].outgoing?.sentAt = now
        guard outgoing.identity == nil || outgoing.identity == part.identity else { return }
        guard part.identity.position.index >= log.base.index else {
            return restartSnapshot(to: part.peer)
        }
        peers[position].outgoing?.identity = part.identity
        peers[position].outgoing?.floor = part.identity.position.index
        let chunk = SnapshotChunk(
            term: term,
            identity: part.identity,
            offset: part.offset,
            isLast: part.isLast,
            bytes: part.bytes
        )
        send(.snapshotChunk(chunk), to: part.peer)
    }

    mutating func noteSnapshotReceived(_ response: SnapshotReceived, from sender: NodeID) {
        guard role == .leader, let position = position(of: sender) else { return }
        noteContact(position, round: 0)
        guard let outgoing = peers[position].outgoing, let identity = outgoing.identity,
            identity.token == response.token, !outgoing.awaitsPart
        else { return }
        peers[position].outgoing?.offset = response.nextOffset
        requestPart(for: position, identity: identity, offset: response.nextOffset)
    }

    /// Nothing came back for an election timeout: the part or its answer is lost.
    ///
    /// What the shell was asked for is not asked for again, as it always answers: a copy of a large
    /// state takes longer than that, and would be begun over and over.
    mutating func retrySnapshotPart(_ position: Int) {
        guard let outgoing = peers[position].outgoing, isHeard(peers[position].id),
            !outgoing.awaitsPart,
            now.duration(since: outgoing.sentAt) >= settings.electionTimeout
        else { return }
        requestPart(for: position, identity: outgoing.identity, offset: outgoing.offset)
    }

    /// How much of what compaction would drop, up to `target`, no follower waits for.
    ///
    /// One that is not heard holds nothing up, and neither does one whose next entry is gone
    /// already. Who is within the tail has caught up.
    mutating func releaseLog(through target: LogIndex, mayHold: Bool) -> LogIndex {
        var released = target
        for position in peers.indices {
            let match = peers[position].match
            if match >= target || match < log.base.index { peers[position].holdsLog = false }
            guard mayHold, isHeard(peers[position].id) else { continue }
            if let floor = peers[position].outgoing?.floor, floor >= log.base.index {
                released = min(released, floor)
            }
            if peers[position].holdsLog { released = min(released, match) }
        }
        return released
    }

    mutating func restartSnapshot(to peer: NodeID) {
        guard role == .leader, let position = position(of: peer),
            peers[position].state == .snapshot
        else { return }
        // The next heartbeat's answer begins another one; at once might spin.
        peers[position].becomeProbe()
        peers[position].isPaused = true
    }
}
