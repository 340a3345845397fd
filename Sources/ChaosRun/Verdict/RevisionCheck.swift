/// Whether all that clients were told fits the one order of changes that watchers saw: no
/// acknowledged write is lost, none takes effect twice, nothing appears that nobody wrote, and what
/// was over before something began comes before it, across all keys.
struct RevisionCheck {
    private(set) var violations: [ChaosViolation] = []
    private var revisionOfValue: [UInt64: UInt64] = [:]
    private var changesOfKey: [String: [Change]] = [:]

    init(operations: [Operation], localReads: [LocalRead], changes: [Change]) {
        let made = Set(operations.compactMap(\.value))
        for change in changes {
            changesOfKey[change.key, default: []].append(change)
            guard change.value != 0 else { continue }
            if let first = revisionOfValue[change.value] {
                fail("applied once", "\(change) took effect at \(first) before")
            } else {
                revisionOfValue[change.value] = change.revision
            }
            if !made.contains(change.value) {
                fail("no phantom", "nobody wrote \(change)")
            }
        }
        for operation in operations { checkEffect(operation) }
        for read in localReads where read.value != 0 {
            if revisionOfValue[read.value] != read.revision {
                fail("no phantom", "a node's own copy had \(read), and no change made it")
            }
        }
        checkOrder(operations)
    }

    private mutating func fail(_ rule: String, _ detail: String) {
        violations.append(ChaosViolation(rule: rule, detail: detail))
    }

    private mutating func checkEffect(_ operation: Operation) {
        switch operation.outcome {
        case .done(let revision):
            guard let value = operation.value else { return }
            guard let found = revisionOfValue[value] else {
                fail("no lost write", "no change is that of \(operation)")
                return
            }
            if let revision, revision != found {
                fail("no lost write", "\(operation) took effect at \(found)")
            }
        case .refused:
            if let value = operation.value, let found = revisionOfValue[value] {
                fail("a refused write has no effect", "\(operation) took effect at \(found)")
            }
        case .read(let value, let revision):
            guard value != 0 else { return }
            if revisionOfValue[value] != revision {
                fail("no phantom", "\(operation) met what no change made")
            }
        case .unknown: break
        }
    }

    // MARK: - Order in real time

    private mutating func checkOrder(_ operations: [Operation]) {
        let begun = operations.filter(\.isAcknowledged).sorted { $0.begin < $1.begin }
        let ended = operations.filter { Self.revision($0) != nil }.sorted { $0.end < $1.end }
        var next = 0
        var newest: UInt64 = 0
        for operation in begun {
            while next < ended.count, ended[next].end < operation.begin {
                newest = max(newest, Self.revision(ended[next]) ?? 0)
                next += 1
            }
            check(operation, after: newest)
        }
    }

    private static func revision(_ operation: Operation) -> UInt64? {
        switch operation.outcome {
        case .read(_, let revision): revision > 0 ? revision : nil
        case .done(let revision): revision
        case .refused, .unknown: nil
        }
    }

    /// - Parameter newest: the newest revision that somebody knew of before the operation began.
    private mutating func check(_ operation: Operation, after newest: UInt64) {
        switch operation.outcome {
        case .done(let revision):
            if let revision, revision <= newest {
                fail("order in real time", "\(operation) began when \(newest) was known")
            }
        case .read(_, let revision):
            let changes = changesOfKey[operation.key] ?? []
            guard let next = Self.next(after: revision, in: changes, isAbsent: revision == 0)
            else { return }
            // What was read had been replaced for good before the read began.
            if next <= newest, !Self.isAbsentLater(operation, changes, newest) {
                fail(
                    "order in real time",
                    "\(operation) began when \(newest) was known and missed \(next)"
                )
            }
        case .refused, .unknown: break
        }
    }

    /// The revision of the change of a key that replaced the one read.
    private static func next(
        after revision: UInt64,
        in changes: [Change],
        isAbsent: Bool
    ) -> UInt64? {
        changes.first { $0.revision > revision }?.revision
    }

    /// Whether the key had no mapping at `newest` or at some later time: then an empty read may be
    /// right.
    private static func isAbsentLater(
        _ operation: Operation,
        _ changes: [Change],
        _ newest: UInt64
    ) -> Bool {
        guard case .read(0, _) = operation.outcome else { return false }
        let state = changes.last { $0.revision <= newest }?.value ?? 0
        return state == 0 || changes.contains { $0.revision > newest && $0.value == 0 }
    }
}
