@testable import ChaosRun

/// Operations of a history made by hand; times count up by themselves.
struct Script {
    private(set) var operations: [Operation] = []
    private(set) var changes: [Change] = []
    private var time: UInt64 = 100

    /// A write that is over before the next operation begins.
    mutating func put(_ key: String, _ value: UInt64, revision: UInt64, isSeen: Bool = true) {
        add(key, .put(value: value), .done(revision: revision))
        if isSeen { changes.append(Change(key: key, value: value, revision: revision)) }
    }

    mutating func delete(_ key: String, revision: UInt64) {
        add(key, .delete, .done(revision: nil))
        changes.append(Change(key: key, value: 0, revision: revision))
    }

    mutating func read(_ key: String, _ value: UInt64, revision: UInt64) {
        add(key, .read, .read(value: value, revision: revision))
    }

    mutating func compareAndSet(
        _ key: String,
        _ expected: UInt64,
        _ new: UInt64,
        _ outcome: Operation.Outcome
    ) {
        add(key, .compareAndSet(expected: expected, new: new), outcome)
    }

    mutating func see(_ key: String, _ value: UInt64, revision: UInt64) {
        changes.append(Change(key: key, value: value, revision: revision))
    }

    private mutating func add(
        _ key: String,
        _ kind: Operation.Kind,
        _ outcome: Operation.Outcome
    ) {
        var operation = Operation(client: 0, key: key, kind: kind, begin: time)
        operation.attempts = 1
        operation.lastAttempt = time
        operation.end = time + 10
        operation.outcome = outcome
        time += 20
        operations.append(operation)
    }

    /// The rules that are found broken, in alphabetical order.
    var broken: [String] {
        let revisions = RevisionCheck(operations: operations, localReads: [], changes: changes)
        let found = revisions.violations + LinearizabilityCheck(operations).violations
        return Set(found.map(\.rule)).sorted()
    }
}
