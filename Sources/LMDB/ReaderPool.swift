internal import Glibc
internal import Synchronization

/// The places for reads, and the gate that empties them while the map is replaced.
///
/// A read costs one atomic exchange on a slot that its thread prefers, so threads do not meet on a
/// shared lock or counter. The gate closes by taking each slot itself, once its reader has left.
final class ReaderPool: Sendable {
    private struct Gate {
        var isShutDown = false
    }

    private let slots: [ReaderSlot]
    /// Keeps readers off the slots while the gate closes; otherwise a busy reader could keep
    /// taking its slot again before the storage thread wakes.
    private let isClosing = Atomic<Bool>(false)
    /// Threads that wait for a slot; whoever leaves one wakes them.
    private let waiting = Atomic<Int>(0)
    private let gate = Monitor(Gate())

    init(count: Int) {
        precondition(count > 0, "an environment needs room for at least one reader")
        slots = (0..<count).map { _ in ReaderSlot() }
    }

    /// Runs `body` with a transaction of a free slot.
    ///
    /// A read inside a read takes a second slot. If none can be had, it shares the outer view
    /// instead of waiting, for the gate may be waiting for the outer read to end.
    func read<Value>(
        in environment: OpaquePointer,
        _ body: (borrowing ReadTransaction) throws -> Value
    ) throws -> Value {
        let thread = UInt(pthread_self())
        guard let slot = takeFree(for: thread) else {
            return try readSlowly(in: environment, thread: thread, body)
        }
        return try run(on: slot, in: environment, body)
    }

    /// Empties all slots and runs `body` while nobody reads.
    func withoutReaders<Value, Failure: Error>(
        _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        closeSlots()
        defer {
            for slot in slots { slot.reopen() }
            gate.update { _ in isClosing.store(false, ordering: .sequentiallyConsistent) }
        }
        return try body()
    }

    /// Refuses new reads, waits for those under way and ends all transactions.
    func shutDown() {
        gate.update { $0.isShutDown = true }
        closeSlots()
        for slot in slots { slot.endTransaction() }
    }

    /// Whether the gate closes, and waits for the reads under way.
    var mustEnd: Bool { isClosing.load(ordering: .relaxed) }

    private func takeFree(for thread: UInt) -> ReaderSlot? {
        guard !isClosing.load(ordering: .relaxed) else { return nil }
        // Threads of one size lie at multiples of a power of two; multiplying by the golden ratio
        // and taking high bits spreads them over the slots.
        let start = Int(truncatingIfNeeded: (thread &* 0x9E37_79B9_7F4A_7C15) >> 40)
        for offset in 0..<slots.count {
            let slot = slots[(start &+ offset) % slots.count]
            if slot.take(for: thread) { return slot }
        }
        return nil
    }

    private func run<Value>(
        on slot: ReaderSlot,
        in environment: OpaquePointer,
        _ body: (borrowing ReadTransaction) throws -> Value
    ) throws -> Value {
        defer { leave(slot) }
        let transaction = try slot.begin(in: environment)
        defer { slot.reset() }
        return try body(transaction)
    }

    private func readSlowly<Value>(
        in environment: OpaquePointer,
        thread: UInt,
        _ body: (borrowing ReadTransaction) throws -> Value
    ) throws -> Value {
        if let outer = slots.first(where: { $0.isOwned(by: thread) }) {
            return try body(outer.beginNested())
        }
        // Counted before looking: whoever leaves a slot after the look sees the count, and its
        // wake-up cannot come before the wait, for both hold the monitor's lock.
        waiting.add(1, ordering: .sequentiallyConsistent)
        defer { waiting.subtract(1, ordering: .sequentiallyConsistent) }
        let slot: ReaderSlot? = gate.wait { gate in
            if gate.isShutDown { return .some(nil) }
            guard let slot = takeFree(for: thread) else { return nil }
            return .some(slot)
        }
        guard let slot else { throw LMDBError(kind: .closed, operation: "read") }
        return try run(on: slot, in: environment, body)
    }

    private func leave(_ slot: ReaderSlot) {
        slot.giveBack()
        if waiting.load(ordering: .sequentiallyConsistent) > 0 { gate.update { _ in } }
    }

    private func closeSlots() {
        isClosing.store(true, ordering: .sequentiallyConsistent)
        waiting.add(1, ordering: .sequentiallyConsistent)
        defer { waiting.subtract(1, ordering: .sequentiallyConsistent) }
        for slot in slots {
            gate.wait { _ in slot.close() ? () : nil }
        }
    }
}
