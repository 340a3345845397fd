/// A change of this node's view, given in the order in which it happened.
package struct MembershipChange: Sendable, Hashable {
    /// What changed.
    package enum Kind: Sendable, Hashable {
        /// A new member, or one that was not alive before.
        case alive
        case suspect
        case dead
        case left
        /// The address or the metadata changed; the state did not.
        case updated
        /// The record of a dead or left member is no longer kept.
        case forgotten
    }

    package var kind: Kind
    /// The member after the change.
    package var member: Announcement

    package init(_ kind: Kind, _ member: Announcement) {
        self.kind = kind
        self.member = member
    }
}
