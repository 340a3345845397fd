internal import Gossip
internal import LMDB
internal import Wire

/// What gossip keeps over a restart: the incarnation, and where other members were.
package struct GossipStore: Sendable {
    /// The table that the environment must have been opened with: `identity` → identity,
    /// `member NAME` → what the member said of itself.
    package static let table = "gossip"

    private static let identityKey = Array("identity".utf8)
    private static let memberPrefix = Array("member ".utf8)

    private let environment: Environment
    private let table: Table

    init(_ environment: Environment) {
        self.environment = environment
        table = environment.table(Self.table)
    }

    /// What was saved; nil on a disk that is new to gossip.
    ///
    /// A record of a member that cannot be read is passed over, for it only says where to look.
    func load() throws -> SavedState? {
        try environment.read { transaction in
            guard let bytes = try transaction.get(table, key: Self.identityKey) else { return nil }
            let identity: SavedIdentity
            do {
                identity = try SavedIdentity(decoding: Array(bytes))
            } catch {
                throw GossipError.damaged("\(error)")
            }
            var members: [Announcement] = []
            var cursor = try transaction.cursor(on: table)
            var entry = try cursor.seek(atLeast: Self.memberPrefix)
            while let found = entry, found.key.starts(with: Self.memberPrefix) {
                do {
                    members.append(try AnnouncementCodec.decode(Array(found.value)))
                } catch {
                    // Written by a version with other records; the member will be heard of again.
                }
                entry = try cursor.next()
            }
            return SavedState(identity: identity, members: members)
        }
    }

    /// Saves; the completion comes on the storage thread when it is durable.
    func save(
        _ saving: Ready.Saving,
        completion: @escaping @Sendable (Result<Void, any Error>) -> Void
    ) {
        environment.write(
            { [table] transaction in
                if let identity = saving.identity {
                    try transaction.put(table, key: Self.identityKey, value: identity.encoded())
                }
                for member in saving.members {
                    let value = AnnouncementCodec.encode(member)
                    try transaction.put(table, key: Self.key(member.name), value: value)
                }
                for name in saving.removed {
                    _ = try transaction.delete(table, key: Self.key(name))
                }
            },
            completion: completion
        )
    }

    private static func key(_ name: MemberName) -> [UInt8] { memberPrefix + name.text.utf8 }
}
