internal import Catalog
internal import PeerProtocol
internal import Raft

/// What other nodes ask of this one.
extension ClusterNode {
    func answer(_ request: ControlRequest) async -> ControlAnswer {
        switch request {
        case .enrol(let card, let node): return await enrol(card, node)
        case .transferLeadership(let name):
            guard loop.leader == identity.node else {
                return .later("this node does not lead", revision: 0, members: [])
            }
            return switch await transferHere(to: name) {
            case .done: .done
            case .pending(let reason): .later(reason, revision: 0, members: [])
            case .refused(let reason): .refused(reason)
            case .unknown: .refused("there is no member \(name ?? "")")
            }
        }
    }

    private func enrol(_ card: MemberCard, _ node: UInt64?) async -> ControlAnswer {
        // Known at once, so that nodes that all moved find each other before they have a quorum.
        if let node, directory.hear(card, of: NodeID(node)) { useAddresses() }
        let result: CommandResult
        do throws(ControlPlaneError) {
            result = try await loop.propose(.member(.enrol(card, node: node)), session: nil)
        } catch {
            return .later("\(error)", revision: directory.revision, members: directory.members)
        }
        refreshMembers()
        let members = directory.members
        switch result {
        case .memberRefused(.nameTaken):
            let address = members.first { $0.name == card.name }?.card.cluster ?? "another address"
            return .refused(
                "the name \(card.name) belongs to the node at \(address), and \(card.cluster) has "
                    + "another disk: choose another --name, or remove the lost node first with "
                    + "`headwater remove \(card.name)`"
            )
        case .memberRefused(.removed): return .removed
        case .memberRefused(.full): return .refused("the cluster has as many nodes as it can have")
        case .applied:
            guard let member = members.first(where: { $0.name == card.name }) else {
                return .later("the catalogue is behind", revision: 0, members: members)
            }
            let asker = NodeIdentity(cluster: identity.cluster, node: NodeID(member.node))
            return .enrolled(asker, revision: directory.revision, members: members)
        case let other: return .refused("the catalogue answered \(other)")
        }
    }
}
