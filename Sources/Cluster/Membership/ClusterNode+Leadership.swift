internal import NIOCore
internal import PeerProtocol
internal import Raft

/// Handing leadership over.
extension ClusterNode {
    /// Hands leadership to a member, or to the best voter.
    package func transferLeadership(to name: String?) async -> MembershipOutcome {
        let request = ControlRequest.transferLeadership(to: name)
        guard let leader = loop.leader else { return .pending("there is no leader now") }
        if leader == identity.node { return await transferHere(to: name) }
        guard let address = directory.addresses[leader] else {
            return .pending("the leader's address is not known")
        }
        do {
            let answer = try await ControlCall.ask(
                request,
                of: address,
                over: transport,
                on: group.next(),
                within: settings.electionTimeout * 4
            )
            return switch answer {
            case .done: .done
            case .refused(let reason): .refused(reason)
            case .later(let reason, _, _): .pending(reason)
            case .enrolled, .removed: .pending("the leader did not understand")
            }
        } catch {
            return .pending("the leader \(directory.name(of: leader)) did not answer: \(error)")
        }
    }

    /// How many entries of the log each member lacks, by name; none where this node does not lead.
    package func lags() async -> [String: UInt64] {
        guard isLeading, let status = await loop.inspect(), status.role == .leader else {
            return [:]
        }
        var lags = [settings.name: UInt64(0)]
        let last = status.last.index
        for peer in status.peers {
            lags[directory.name(of: peer.id)] = last - min(last, peer.match)
        }
        return lags
    }

    func transferHere(to name: String?) async -> MembershipOutcome {
        var target: NodeID?
        if let name {
            guard let node = directory.node(named: name) else { return .unknown }
            guard node != identity.node else { return .done }
            target = node
        }
        switch await loop.transferLeadership(to: target) {
        case .handedOver: return .done
        case .timedOut: return .pending("\(name ?? "the best voter") did not take over in time")
        case .refused(.notVoter):
            return .refused("\(name ?? "no other node") is not a voter and cannot lead")
        case .refused(let reason): return .pending("\(reason)")
        }
    }
}
