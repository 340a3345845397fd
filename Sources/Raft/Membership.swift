import Determinism

/// Changing the members one at a time (dissertation §4.1 and §4.2).
extension RaftNode {
    mutating func change(_ proposal: ChangeProposal) {
        do throws(Refusal) {
            let next = try configuration(after: proposal.change)
            let position = appendOwn(.configuration(next))
            output.accepted.append(AcceptedProposal(id: proposal.id, position: position))
        } catch {
            refuse(proposal.id, error)
        }
    }

    /// The configuration that a change leads to, or why it may not be made now.
    private func configuration(
        after change: ConfigurationChange
    ) throws(Refusal) -> Configuration {
        let deviation = settings.deviation
        guard role == .leader else { throw .notLeader(leader) }
        guard transfer == nil else { throw .transferring }
        // Never two at once; and not before an entry of this term is committed, or a change of an
        // earlier leader might come back beside it (Ongaro, raft-dev, 10 July 2015).
        let isSettled = configurations.latestIndex <= commit
        let isOwnTermCommitted = log.term(at: commit) == term
        let mayOverlap =
            deviation.contains(.overlapsChanges)
            || deviation.contains(.configuresAtCommit)
        guard isSettled || mayOverlap else { throw .changeUnderWay }
        guard isOwnTermCommitted || deviation.contains(.changesBeforeOwnCommit) || mayOverlap else {
            throw .changeUnderWay
        }
        guard let next = configurations.latest.applying(change),
            next.members.count <= settings.limits.members
        else { throw .invalidChange }
        if case .promote(let node) = change {
            guard next.voters.count <= settings.limits.voters else { throw .invalidChange }
            guard let position = position(of: node), peers[position].isCaughtUp, isHeard(node)
            else { throw .lagging }
        }
        // One that would stop the cluster until somebody comes back is not begun.
        if next.voters != configurations.latest.voters, !isQuorumHeard(by: next.voters) {
            throw .wouldLoseQuorum
        }
        return next
    }

    /// Follows the newest configuration: who joined is probed, who left is forgotten.
    mutating func updatePeers() {
        var updated: [Progress] = []
        for member in configurations.latest.members where member != settings.id {
            if let position = position(of: member) {
                updated.append(peers[position])
            } else {
                updated.append(newProgress(member))
            }
        }
        peers = updated
        if let target = transfer?.target, !configurations.latest.voters.contains(target) {
            transfer = nil
            output.transfer = .refused(.notVoter)
        }
    }

    /// A leader that is not a voter manages the cluster only until that is committed
    /// (dissertation §4.2.2), then asks the best voter to follow it at once.
    mutating func standDownIfRemoved() {
        guard role == .leader, !configurations.latest.voters.contains(settings.id),
            configurations.latestIndex <= commit
        else { return }
        if let heir = bestVoter() { sendDurably(.timeoutNow(TimeoutNow(term: term)), to: heir) }
        becomeFollower(term: term, leader: nil)
    }

    /// The voter, heard lately, whose log is most complete.
    func bestVoter() -> NodeID? {
        var best: Progress?
        for peer in peers where configuration.voters.contains(peer.id) && isHeard(peer.id) {
            if peer.match > best?.match ?? 0 { best = peer }
        }
        return best?.id
    }
}
