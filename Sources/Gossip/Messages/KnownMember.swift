/// A member and what the sender believes of it.
package struct KnownMember: Sendable, Hashable {
    package var announcement: Announcement
    package var state: MemberState

    package init(_ announcement: Announcement, _ state: MemberState) {
        self.announcement = announcement
        self.state = state
    }
}
