import Determinism

extension RaftNode {
    /// The state of this node, as of its last step.
    package var status: Status {
        Status(
            id: settings.id,
            role: role,
            term: term,
            leader: leader,
            commit: commit,
            applied: applied,
            base: log.base,
            last: log.last,
            configuration: configurations.latest,
            isConfigurationCommitted: configurations.latestIndex <= commit,
            peers: peers.map { peer in
                PeerStatus(
                    id: peer.id,
                    match: peer.match,
                    isHeard: isHeard(peer.id),
                    isCaughtUp: peer.isCaughtUp && !configurations.latest.voters.contains(peer.id),
                    isReceivingSnapshot: peer.state == .snapshot
                )
            }
        )
    }

    /// The term of the entry at an index, if the log still knows it.
    package func logTerm(at index: LogIndex) -> Term? { log.term(at: index) }

    // The single values of `status` for callers that ask at every step and must not pay for all.

    package var currentRole: Role { role }
    package var currentTerm: Term { term }
    package var currentLeader: NodeID? { leader }
    package var commitIndex: LogIndex { commit }
    package var appliedIndex: LogIndex { applied }
    package var lastPosition: LogPosition { log.last }
    package var isStandingAside: Bool { isStalled }
    /// The members set by the newest entry that sets them, committed or not.
    package var newestConfiguration: Configuration { configurations.latest }
    package var newestConfigurationIndex: LogIndex { configurations.latestIndex }
    package var pendingTransfer: NodeID? { transfer?.target }
}
