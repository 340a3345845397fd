/// The leader's reads that wait for a quorum to confirm that it still leads (dissertation §6.4).
///
/// Reads that arrive while rounds are under way share the next one. A round's index is the commit
/// index when it began, after all its reads had arrived.
struct ReadRounds: Sendable {
    /// A batch of reads of this node, or of the follower that forwarded it.
    struct Batch: Sendable, Equatable {
        var node: NodeID
        var batch: UInt64
    }

    private struct Round {
        var number: UInt64
        var index: LogIndex
        var batches: [Batch]
    }

    private(set) var waiting: [Batch] = []
    private var rounds: [Round] = []
    /// The newest round begun in this term.
    private(set) var newest: UInt64 = 0

    var underWay: Int { rounds.count }

    mutating func add(_ batch: Batch) {
        guard !waiting.contains(batch), !rounds.contains(where: { $0.batches.contains(batch) })
        else { return }
        waiting.append(batch)
    }

    mutating func begin(commit: LogIndex) {
        newest += 1
        rounds.append(Round(number: newest, index: commit, batches: waiting))
        waiting.removeAll(keepingCapacity: true)
    }

    /// Takes out what is confirmed when a quorum answered `round` or a later one.
    mutating func confirm(through round: UInt64) -> [(batch: Batch, index: LogIndex)] {
        var confirmed: [(batch: Batch, index: LogIndex)] = []
        while let first = rounds.first, first.number <= round {
            rounds.removeFirst()
            for batch in first.batches { confirmed.append((batch, first.index)) }
        }
        return confirmed
    }

    mutating func removeAll() {
        self = ReadRounds()
    }
}
