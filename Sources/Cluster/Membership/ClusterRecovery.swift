internal import Catalog
package import LMDB
package import PeerProtocol
package import Raft

/// Makes a node the only one of a new cluster, when the majority of its old one is gone for good.
///
/// What the lost nodes had acknowledged and this one had not received is lost. What it had received
/// counts as committed. The new cluster has an id of its own, so a node of the old one that comes
/// back is refused and cannot do harm: its data folder must be emptied before it joins.
package struct ClusterRecovery: Sendable {
    /// Which node this is, and what will be left behind.
    package let name: String
    package let former: ClusterID
    package let node: NodeID
    /// The other members.
    package let others: [String]
    package let voters: [String]
    /// The last entry received, and the last applied.
    package let lastIndex: UInt64
    package let appliedIndex: UInt64

    private let storage: RaftStorage

    /// Looks, and changes nothing.
    ///
    /// - Throws: `ClusterFailure` where there is nothing to recover, or what the storage throws.
    package init(environment: Environment) throws {
        storage = try RaftStorage(environment: environment, limits: Limits())
        guard let identity = try storage.identity() else {
            throw ClusterFailure("the data folder is that of no cluster")
        }
        let members = try storage.read { try CatalogQuery.members($0).members }
        let restoration = try storage.restore()
        let names = Dictionary(members.map { (NodeID($0.node), $0.name) }) { first, _ in first }
        guard let own = names[identity.node] else {
            throw ClusterFailure(
                "the node has not received the catalogue: nothing can be recovered"
            )
        }
        name = own
        former = identity.cluster
        node = identity.node
        others = members.map(\.name).filter { $0 != own }
        voters = restoration.newestConfiguration.voters.map { names[$0] ?? $0.description }
        lastIndex = restoration.lastIndex
        appliedIndex = restoration.applied.index
    }

    /// Does it, in one transaction; returns the id of the new cluster.
    package func carryOut(clock: UInt64) throws -> ClusterID {
        let cluster = ClusterID.random()
        let forgetting = Command(.member(.keepOnly(name: name)), proposedMilliseconds: clock)
        try storage.forceSoleVoter(
            NodeIdentity(cluster: cluster, node: node),
            command: forgetting.encoded
        )
        return cluster
    }
}
