import Determinism

/// The members to probe, in an order that is shuffled anew for each round (SWIM §4.3).
///
/// Round-robin bounds the time until a given member is probed: a member that joins is put at a
/// random place, so it is probed within two rounds at the latest.
struct ProbeOrder: Sendable {
    private(set) var slots: [Int32] = []
    private var position = 0

    var count: Int { slots.count }

    mutating func insert(_ slot: Int32, using generator: inout SeededGenerator) {
        let place = Int.random(in: 0...slots.count, using: &generator)
        slots.insert(slot, at: place)
        if place < position { position += 1 }
    }

    /// Puts many members in at once; `startRound` must follow.
    mutating func append(_ slot: Int32) {
        slots.append(slot)
    }

    mutating func startRound(using generator: inout SeededGenerator) {
        slots.shuffle(using: &generator)
        position = 0
    }

    mutating func remove(_ slot: Int32) {
        guard let place = slots.firstIndex(of: slot) else { return }
        slots.remove(at: place)
        if place < position { position -= 1 }
    }

    /// The next member of the round; a new round begins when one is through.
    mutating func next(using generator: inout SeededGenerator) -> Int32? {
        guard !slots.isEmpty else { return nil }
        if position >= slots.count { startRound(using: &generator) }
        defer { position += 1 }
        return slots[position]
    }

    /// Up to `count` different members at random, one excepted.
    func sample(
        _ count: Int,
        except excluded: Int32?,
        using generator: inout SeededGenerator
    ) -> [Int32] {
        var chosen: [Int32] = []
        // Few to choose among: shuffle them. Many: draw until enough different ones are found,
        // which then takes hardly more draws than members.
        if slots.count <= 2 * count + 2 {
            let others = slots.filter { $0 != excluded }.shuffled(using: &generator)
            return Array(others.prefix(count))
        }
        while chosen.count < count {
            let slot = slots[Int.random(in: 0..<slots.count, using: &generator)]
            if slot != excluded, !chosen.contains(slot) { chosen.append(slot) }
        }
        return chosen
    }
}
