import Determinism

/// A leadership transfer under way.
struct Transfer: Sendable {
    var target: NodeID
    var deadline: Instant
    /// When the target was last told to campaign.
    var askedAt: Instant?
}

/// Handing leadership over without waiting for an election timeout (dissertation §3.10).
extension RaftNode {
    mutating func beginTransfer(to wanted: NodeID?) {
        guard role == .leader else { return refuseTransfer(.notLeader(leader)) }
        guard transfer == nil else { return refuseTransfer(.transferring) }
        guard let target = wanted ?? bestVoter(), target != settings.id,
            configuration.voters.contains(target), isHeard(target)
        else { return refuseTransfer(.notVoter) }
        transfer = Transfer(
            target: target,
            deadline: now.advanced(by: settings.electionTimeout)
        )
    }

    /// Tells the target to campaign once its log is complete; proposals are refused meanwhile.
    mutating func handOver(to target: NodeID) {
        guard let position = position(of: target), peers[position].match == log.last.index
        else { return }
        if let asked = transfer?.askedAt, now < asked.advanced(by: settings.heartbeatInterval) {
            return
        }
        transfer?.askedAt = now
        send(.timeoutNow(TimeoutNow(term: term)), to: target)
    }

    mutating func endTransferIfLate() {
        guard let transfer, now >= transfer.deadline else { return }
        self.transfer = nil
        output.transfer = .timedOut
    }

    private mutating func refuseTransfer(_ reason: Refusal) {
        output.transfer = .refused(reason)
    }
}
