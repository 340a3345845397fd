import Determinism

/// The reads asked of this node, from question to answer, whoever leads.
struct LocalReads: Sendable {
    struct Batch: Sendable {
        var number: UInt64
        var reads: [UInt64]
        var deadline: Instant
        /// Where it may be answered, once confirmed.
        var index: LogIndex?
    }

    private(set) var batches: [Batch] = []
    private var arrived: [UInt64] = []
    private(set) var count = 0
    /// Random at the start, so that no answer to an earlier life of this node fits.
    private var nextNumber: UInt64

    init(firstNumber: UInt64) {
        nextNumber = firstNumber
    }

    /// When the oldest unanswered batch gives up.
    var deadline: Instant? { batches.first?.deadline }

    var isEmpty: Bool { count == 0 }

    mutating func add(_ read: UInt64) {
        arrived.append(read)
        count += 1
    }

    /// Makes a batch of what arrived since the last call.
    mutating func seal(deadline: Instant) -> UInt64? {
        guard !arrived.isEmpty else { return nil }
        let number = nextNumber
        nextNumber &+= 1
        batches.append(Batch(number: number, reads: arrived, deadline: deadline))
        arrived = []
        return number
    }

    mutating func confirm(_ number: UInt64, index: LogIndex) {
        guard let position = batches.firstIndex(where: { $0.number == number }),
            batches[position].index == nil
        else { return }
        batches[position].index = index
    }

    /// Takes out the batches that the state machine, applied so far, can answer.
    mutating func take(applied: LogIndex) -> [Batch] {
        take { batch in batch.index.map { $0 <= applied } ?? false }
    }

    mutating func takeExpired(now: Instant) -> [Batch] {
        take { $0.deadline <= now }
    }

    mutating func takeAll() -> [Batch] {
        _ = seal(deadline: Instant(nanoseconds: 0))
        return take { _ in true }
    }

    private mutating func take(where isDue: (Batch) -> Bool) -> [Batch] {
        guard batches.contains(where: isDue) else { return [] }
        let due = batches.filter(isDue)
        batches.removeAll(where: isDue)
        for batch in due { count -= batch.reads.count }
        return due
    }
}
