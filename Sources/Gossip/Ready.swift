/// What the shell must do after a step.
///
/// In this order:
///
/// 1. if `save` has an identity, make it durable before anything is sent; the members of `save`
///    may be saved lazily, they are only where to look after a restart;
/// 2. send `datagrams`, each sealed by itself, and forget them;
/// 3. begin `exchanges` and write `replies`;
/// 4. tell the rest of the node `changes`, in order, and log the other fields.
package struct Ready: Sendable {
    /// A datagram and where it goes.
    package struct Sending: Sendable, Hashable {
        package var address: Address
        package var datagram: Datagram
    }

    /// A stream to begin: connect, write the frames, then read frames until the last; each comes
    /// back as `Event.answered`.
    ///
    /// Whatever goes wrong, or takes longer than `Timing.exchangeTimeout`, is `Event.failed`; the
    /// core gives up by itself as well.
    package struct Exchange: Sendable, Hashable {
        package var id: UInt64
        package var address: Address
        package var frames: [Frame]
    }

    /// Frames to write to a stream that another node began; then it is closed.
    package struct Reply: Sendable, Hashable {
        package var token: UInt64
        package var frames: [Frame]
    }

    /// What a restart needs.
    package struct Saving: Sendable, Hashable {
        package var identity: SavedIdentity?
        /// New members, and members whose address changed.
        package var members: [Announcement] = []
        /// Members that left or were forgotten.
        package var removed: [MemberName] = []
    }

    package internal(set) var save: Saving?
    package internal(set) var datagrams: [Sending] = []
    package internal(set) var exchanges: [Exchange] = []
    package internal(set) var replies: [Reply] = []
    package internal(set) var changes: [MembershipChange] = []

    /// This node is now a member; set once.
    package internal(set) var hasJoined = false
    /// This node has told that it leaves and has stopped.
    package internal(set) var hasLeft = false
    /// Newcomers that were refused the name of a live member.
    package internal(set) var conflicts: [NameConflict] = []
    /// Messages of other clusters, dropped.
    package internal(set) var foreign: [ForeignContact] = []
    /// This node was refused.
    ///
    /// After a name conflict it has stopped for good; after another refusal it goes on with its
    /// other seeds.
    package internal(set) var refusal: Refusal?

    package init() {}

    /// Whether there is nothing to do.
    package var isEmpty: Bool {
        save == nil && datagrams.isEmpty && exchanges.isEmpty && replies.isEmpty
            && changes.isEmpty && !hasJoined && !hasLeft && conflicts.isEmpty
            && foreign.isEmpty && refusal == nil
    }
}
