import Raft

/// One node's disk across crashes: what is durable, and what later transactions added that a crash
/// may take away, the latest first and each as a whole.
struct VirtualDisk<Machine: StateMachine>: Sendable {
    /// What the running node sees.
    private(set) var current: DiskImage<Machine>
    /// What surely survives.
    private(set) var durable: DiskImage<Machine>
    private var unsynced: [Ready] = []

    // How it behaves now.

    /// In nanoseconds.
    var shortestSync: UInt64 = 100_000
    var longestSync: UInt64 = 2_000_000
    /// Until then every transaction ends in an error.
    var failingUntil: UInt64 = 0
    /// Until then no transaction ends.
    var stalledUntil: UInt64 = 0

    init(configuration: Configuration) {
        current = DiskImage(configuration: configuration)
        durable = current
    }

    mutating func behave() {
        shortestSync = 100_000
        longestSync = 2_000_000
        failingUntil = 0
        stalledUntil = 0
    }

    mutating func commit(
        _ ready: Ready,
        fault: Fault?,
        applying: (Entry, Applied?, UInt64) -> Void
    ) {
        current.commit(ready, fault: fault, applying: applying)
        unsynced.append(ready)
        // Bounded as a real one is: what is not synced is written back some time.
        guard ready.needsSync || unsynced.count > 64 else { return }
        flush(unsynced.count, fault: fault)
    }

    /// Loses what was not durable: any number of the last transactions, and `underWay` unless it
    /// was just completed; then the result is true.
    mutating func crash(
        underWay: Ready?,
        at time: UInt64,
        fault: Fault?,
        _ chance: inout Chance,
        applying: (Entry, Applied?, UInt64) -> Void
    ) -> Bool {
        let survivors = chance.below(unsynced.count + 1)
        let isWhole = survivors == unsynced.count
        flush(survivors, fault: fault)
        unsynced = []
        var isCompleted = false
        if let underWay, isWhole, failingUntil <= time, chance.happens(500) {
            isCompleted = true
            if fault == .tearsTransactions, underWay.install == nil {
                durable.commitTorn(underWay)
            } else {
                durable.commit(underWay, fault: fault, applying: applying)
            }
        }
        if fault == .forgetsAppliedPosition { durable.forgetLastApplied() }
        current = durable
        return isCompleted
    }

    private mutating func flush(_ count: Int, fault: Fault?) {
        for ready in unsynced[..<count] { durable.commit(ready, fault: fault) { _, _, _ in } }
        unsynced.removeFirst(count)
    }
}
