package import Determinism

/// One member as this node sees it.
package struct Member: Sendable, Hashable {
    package var announcement: Announcement
    package var state: MemberState
    /// When this node began to see it in this state.
    package var since: Instant

    package var name: MemberName { announcement.name }
}
