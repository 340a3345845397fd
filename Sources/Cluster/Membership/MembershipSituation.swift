package import Catalog
package import Raft

/// What a leader looks at when it decides on the members.
package struct MembershipSituation: Sendable {
    package var configuration: Configuration
    package var peers: [PeerStatus]
    package var members: [Member]
    /// The members of the view in force.
    package var view: [String]
    /// Voters not heard for so long that another node should take their place.
    package var longDead: Set<NodeID>
    /// The members that can be reached, as gossip has it; nil where there is no gossip.
    package var reachable: Set<String>?
    /// Voters at most.
    package var voters: Int

    package init(
        configuration: Configuration,
        peers: [PeerStatus],
        members: [Member],
        view: [String],
        longDead: Set<NodeID> = [],
        reachable: Set<String>? = nil,
        voters: Int = 5
    ) {
        self.configuration = configuration
        self.peers = peers
        self.members = members
        self.view = view
        self.longDead = longDead
        self.reachable = reachable
        self.voters = voters
    }
}
