package import Gossip

/// What a gossip loop tells the rest of the node, in the order in which it happened.
package enum GossipNotice: Sendable, Hashable {
    /// A member came, went or changed; the member after the change.
    case changed(MembershipChange.Kind, GossipMember)
    /// A node without a cluster has been let in, or has founded one; also the first notice of
    /// every other node.
    case joined
    /// This node was refused.
    ///
    /// After a name conflict its gossip has ended; after another refusal it goes on asking.
    case refused(Refusal)
    /// Another process was refused the name of a live member.
    case conflict(NameConflict)
    /// A node of another cluster was heard, and not listened to.
    case foreign(ForeignContact)
    /// The incarnation could not be saved, with the reason; gossip goes on, and after a restart
    /// this node learns from the others what it was.
    case notSaved(String)
}
