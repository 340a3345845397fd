import Determinism
import Gossip

/// One process of a virtual world, with what its disk holds.
struct VirtualProcess {
    enum Condition {
        case down, running, hung, left, refused
    }

    let name: MemberName
    /// 0 for the cluster of the run, 1 for another one beside it.
    var group = 0
    var isImpostor = false
    var address: Int
    var condition = Condition.down
    var node: GossipNode?
    /// Counts starts; what was sent to an earlier one on a stream does not arrive.
    var epoch = 0
    var savedIdentity: SavedIdentity?
    /// By name, as a disk would hold them.
    var savedMembers: [MemberName: Announcement] = [:]
    /// What arrived while it hung, up to what a socket buffer holds.
    var inbox: [Event] = []
    var side = 0
    /// When it last began or ceased to run, or moved between sides.
    var disturbedAt = Instant(nanoseconds: 0)
    var hasJoined = false
    /// It left while parted from others, who could not hear of it.
    var leftUnheard = false
    var scheduledWake: Instant?
    var highestIncarnation: UInt64 = 0
    var sent = 0
    var sentBefore = 0
    var metadataCount: UInt8 = 0

    static let inboxLimit = 256

    var isRunning: Bool { condition == .running }
}
