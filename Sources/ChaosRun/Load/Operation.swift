/// One operation of a client, from its question to its answer, with all its retries.
struct Operation: Sendable {
    enum Kind: Sendable, Equatable {
        case read
        /// Values are never 0 and never written twice.
        case put(value: UInt64)
        case delete
        /// 0 stands for no mapping.
        case compareAndSet(expected: UInt64, new: UInt64)
    }

    enum Outcome: Sendable, Equatable {
        /// A read's value, 0 for none.
        case read(value: UInt64, revision: UInt64)
        /// A write that took effect; the answer to a delete has no revision.
        case done(revision: UInt64?)
        /// The condition did not hold.
        case refused
        /// Nobody said.
        case unknown
    }

    var client: Int
    var key: String
    var kind: Kind
    /// CLOCK_MONOTONIC in nanoseconds.
    var begin: UInt64
    var end: UInt64 = 0
    /// When the attempt began that was answered.
    var lastAttempt: UInt64 = 0
    var attempts = 0
    var outcome = Outcome.unknown

    /// The value it writes, if it takes effect; nil for reads and deletes.
    var value: UInt64? {
        switch kind {
        case .put(let value): value
        case .compareAndSet(_, let new): new == 0 ? nil : new
        case .read, .delete: nil
        }
    }

    /// Whether it is known to have changed or confirmed something at its end.
    var isAcknowledged: Bool {
        if case .unknown = outcome { false } else { true }
    }
}
