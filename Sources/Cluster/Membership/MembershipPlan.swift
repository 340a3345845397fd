internal import Raft
internal import Catalog

/// What a leader does about the members, in the order of trying; only the first that is accepted
/// happens before it looks again.
///
/// A node that joined becomes a learner, and when it has caught up a voter, as long as there are
/// fewer than five. A node that leaves is removed, then forgotten. A voter that has been dead for
/// very long gives its vote to a learner that is there; it stays a learner, and what it holds is
/// not lost. Gossip decides on the view only, never on voters.
package enum MembershipPlan {
    /// What to try, in this order; nothing where all is as it should be.
    package static func steps(for situation: MembershipSituation) -> [MembershipStep] {
        changes(situation).map { .change($0) } + forgotten(situation) + view(situation)
    }

    private static func changes(_ situation: MembershipSituation) -> [ConfigurationChange] {
        let configuration = situation.configuration
        let leaving = situation.members.filter(\.isLeaving).map { NodeID($0.node) }
        let staying = situation.members.filter { !$0.isLeaving }.map { NodeID($0.node) }
        var changes: [ConfigurationChange] = leaving.filter(configuration.contains).sorted()
            .map { .remove($0) }
        changes += staying.filter { !configuration.contains($0) }.sorted().map { .addLearner($0) }
        let ready = situation.peers
            .filter { peer in
                configuration.learners.contains(peer.id) && peer.isCaughtUp && peer.isHeard
                    && !leaving.contains(peer.id) && !situation.longDead.contains(peer.id)
            }
            .map(\.id).sorted()
        guard !ready.isEmpty else { return changes }
        if configuration.voters.count < situation.voters {
            changes += ready.map { .promote($0) }
        } else {
            changes += configuration.voters.filter(situation.longDead.contains).map { .demote($0) }
        }
        return changes
    }

    private static func forgotten(_ situation: MembershipSituation) -> [MembershipStep] {
        situation.members
            .filter { $0.isLeaving && !situation.configuration.contains(NodeID($0.node)) }
            .map { .forget(name: $0.name, node: $0.node) }
    }

    private static func view(_ situation: MembershipSituation) -> [MembershipStep] {
        let caughtUp = Set(situation.peers.filter(\.isCaughtUp).map(\.id))
        let routed = situation.members.filter { member in
            let node = NodeID(member.node)
            guard !member.isLeaving, situation.configuration.contains(node) else { return false }
            guard situation.reachable?.contains(member.name) != false else { return false }
            // Who is in stays in: a learner that lags for a moment is no reason for a new view.
            return situation.configuration.voters.contains(node) || caughtUp.contains(node)
                || situation.view.contains(member.name)
        }
        let names = routed.map(\.name)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return names.isEmpty || names == situation.view ? [] : [.view(names)]
    }
}
