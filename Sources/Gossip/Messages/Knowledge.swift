/// A part of all that a node knows of the members; each part stands for itself.
package struct Knowledge: Sendable, Hashable {
    /// Nil while the sender has not been let in anywhere.
    package var cluster: ClusterIdentity?
    package var sender: Announcement
    /// Members in the order of the sender's table, the sender itself not among them.
    package var members: [KnownMember]
    package var isLast: Bool

    package init(
        cluster: ClusterIdentity?,
        sender: Announcement,
        members: [KnownMember],
        isLast: Bool
    ) {
        self.cluster = cluster
        self.sender = sender
        self.members = members
        self.isLast = isLast
    }
}
