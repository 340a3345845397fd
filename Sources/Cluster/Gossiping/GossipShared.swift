internal import Gossip
internal import Synchronization

/// What the event loop of gossip shares with everybody else.
final class GossipShared: Sendable {
    let settings: GossipSettings
    let notify: @Sendable (GossipNotice) -> Void
    let counters = Mutex(GossipCounters())
    private let members = Mutex<[String: GossipMember]>([:])

    init(settings: GossipSettings, notify: @escaping @Sendable (GossipNotice) -> Void) {
        self.settings = settings
        self.notify = notify
    }

    /// All members on record, by name.
    var snapshot: [GossipMember] {
        members.withLock { Array($0.values) }.sorted { $0.name < $1.name }
    }

    func member(_ name: String) -> GossipMember? {
        members.withLock { $0[name] }
    }

    func replace(_ list: [GossipMember]) {
        let entries = Dictionary(uniqueKeysWithValues: list.map { ($0.name, $0) })
        members.withLock { $0 = entries }
    }

    func set(_ member: GossipMember) {
        members.withLock { $0[member.name] = member }
    }

    func forget(_ name: String) {
        members.withLock { _ = $0.removeValue(forKey: name) }
    }

    func count(_ change: (inout GossipCounters) -> Void) {
        counters.withLock { change(&$0) }
    }
}
