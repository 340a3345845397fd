package import Gossip
package import PeerProtocol

/// A member as gossip sees it now.
package struct GossipMember: Sendable, Hashable {
    package var name: String
    package var state: MemberState
    /// Where its gossip and peers are reached.
    package var address: PeerAddress
    /// Counts the starts and objections of the member; only grows.
    package var incarnation: UInt64
    /// Nil where the member speaks another version of it.
    package var metadata: GossipMetadata?

    init(_ announcement: Announcement, _ state: MemberState) {
        name = announcement.name.text
        self.state = state
        address = PeerAddress(announcement.address)
        incarnation = announcement.incarnation
        do {
            metadata = try GossipMetadata(decoding: announcement.metadata)
        } catch {
            metadata = nil
        }
    }
}
