/// The news that this node still has to tell, at most one piece for each member.
///
/// What was told least often goes first (SWIM §4.1); a piece retires after a number of tellings,
/// and newer news of the same member takes its place.
struct BroadcastQueue: Sendable {
    private struct Entry: Sendable {
        var slot: Int32
        var generation: UInt32
        var size: Int
        var message: Message
    }

    /// Entries by how often they were told.
    private var tiers: [[Entry]] = []
    /// The entry of each member that counts; others in the tiers are left-overs.
    private var generations: [Int32: UInt32] = [:]
    private var nextGeneration: UInt32 = 0
    private var stored = 0

    /// Shorter than any message, so the search ends when less is left.
    private static let smallest = 6

    var count: Int { generations.count }
    var isEmpty: Bool { generations.isEmpty }

    func contains(about slot: Int32) -> Bool { generations[slot] != nil }

    mutating func insert(_ message: Message, about slot: Int32) {
        nextGeneration &+= 1
        generations[slot] = nextGeneration
        if tiers.isEmpty { tiers.append([]) }
        let size = MessageSize.of(message)
        let entry = Entry(slot: slot, generation: nextGeneration, size: size, message: message)
        tiers[0].append(entry)
        stored += 1
        if stored > 2 * generations.count + 64 { sweep() }
    }

    mutating func remove(about slot: Int32) {
        generations[slot] = nil
    }

    /// Takes what fits into `space` bytes, counts it as told once more, and retires what was told
    /// `limit` times.
    ///
    /// Returns the messages and, in `space`, what is left.
    mutating func take(into messages: inout [Message], space: inout Int, limit: Int?) {
        var told: [(tier: Int, entry: Entry)] = []
        for tier in tiers.indices where space >= Self.smallest && !tiers[tier].isEmpty {
            var kept: [Entry] = []
            var read = 0
            while read < tiers[tier].count, space >= Self.smallest {
                let entry = tiers[tier][read]
                read += 1
                guard generations[entry.slot] == entry.generation else { continue }
                if entry.size <= space {
                    space -= entry.size
                    messages.append(entry.message)
                    told.append((tier, entry))
                } else {
                    kept.append(entry)
                }
            }
            stored -= read - kept.count
            tiers[tier].replaceSubrange(0..<read, with: kept)
        }
        for (tier, entry) in told {
            guard let limit else {
                tiers[tier].append(entry)
                stored += 1
                continue
            }
            if tier + 1 >= limit {
                generations[entry.slot] = nil
                continue
            }
            if tier + 1 == tiers.count { tiers.append([]) }
            tiers[tier + 1].append(entry)
            stored += 1
        }
        if generations.isEmpty {
            tiers = []
            stored = 0
        }
    }

    private mutating func sweep() {
        for tier in tiers.indices {
            tiers[tier].removeAll { generations[$0.slot] != $0.generation }
        }
        stored = tiers.reduce(0) { $0 + $1.count }
    }
}
