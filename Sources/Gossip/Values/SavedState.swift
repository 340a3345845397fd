/// What a node that starts again knows from before.
package struct SavedState: Sendable, Hashable {
    package var identity: SavedIdentity
    /// Members with an address where they may be found; the own name is passed over.
    package var members: [Announcement]

    package init(identity: SavedIdentity, members: [Announcement]) {
        self.identity = identity
        self.members = members
    }
}
