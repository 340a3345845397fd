internal import Catalog
internal import Determinism
internal import enum Gossip.MemberState

/// Ending on purpose: nothing new is routed to a node before it drains, and it leads no more.
extension ClusterNode {
    /// The most that a node waits to be out of the view, whatever the profile: service managers
    /// kill what does not end in half a minute or so.
    private static let longestDeparture: Duration = .seconds(15)
    private static let look: Duration = .milliseconds(20)

    /// Tells all that this node is about to end, hands leadership on, and waits until the view is
    /// without it: then its paths are fetched by others, and it can drain.
    ///
    /// - Returns: false where it stays in the view, so that it has to drain as it is: no other
    ///   member can take its place, nobody leads, or it took too long.
    package func leaveView() async -> Bool {
        guard !isRemoved, hasSuccessor, loop.leader != nil else { return false }
        gossip.setLeaving(true)
        await handOver()
        let deadline = ContinuousClock.now + departurePatience
        while isInView {
            guard ContinuousClock.now < deadline else { return false }
            do {
                try await Task.sleep(for: Self.look)
            } catch {
                return false
            }
        }
        return true
    }

    /// Takes back that this node is about to end.
    package func stayInView() {
        gossip.setLeaving(false)
    }

    /// Hands leadership to another voter, if this node has it and there is one: writes then wait
    /// for no election.
    package func handOver() async {
        guard isLeading, hasSuccessor else { return }
        let outcome = await transferHere(to: nil)
        if outcome != .done { report(.handOverFailed("\(outcome)")) }
    }

    /// Whether a member is about to end, as it said.
    package func isEnding(_ name: String) -> Bool { gossip.isLeaving(name) }

    /// Whether another member is there and stays.
    private var hasSuccessor: Bool {
        members.contains { member in
            guard member.name != settings.name, !member.isLeaving,
                let state = state(of: member.name)
            else { return false }
            return state <= .suspect && !gossip.isLeaving(member.name)
        }
    }

    /// Views that cannot be read are as before.
    private var isInView: Bool {
        do {
            return try loop.view().members.contains(settings.name)
        } catch {
            return true
        }
    }

    /// Time for the news to reach the leader, for a new leader where this node was it, for the
    /// leader to see that the view stays the same, and for the log.
    private var departurePatience: Duration {
        let needed =
            settings.gossip.probeInterval * 5 + settings.electionTimeout * 4
            + settings.viewPause * 2
        return min(needed, Self.longestDeparture)
    }
}
