internal import Synchronization
internal import TestSupport

/// Everything that clients, watchers and faults have seen, in one place.
final class History: Sendable {
    private struct State {
        var operations: [Operation] = []
        var counters = LoadCounters()
        var violations: [ChaosViolation] = []
        var events: [ChaosEvent] = []
        var localReads: [LocalRead] = []
        var spans: [FaultSpan] = []
        var harms: [HarmSpan] = []
        var leftOut: [String] = []
    }

    /// One rule broken a thousand times is told a few times.
    private static let violationLimit = 50

    /// CLOCK_MONOTONIC at the start of the run.
    let start = Deadline.now()
    private let state = Mutex(State())
    private let echo: @Sendable (String) -> Void

    /// - Parameter echo: told of each event as it happens.
    init(echo: @escaping @Sendable (String) -> Void) {
        self.echo = echo
    }

    func add(_ operation: Operation) {
        state.withLock { state in
            state.operations.append(operation)
            if operation.attempts > 1 { state.counters.retried += 1 }
            if case .read = operation.kind {
                state.counters.reads += 1
            } else {
                state.counters.writes += 1
            }
        }
    }

    func add(_ read: LocalRead) {
        state.withLock { state in
            state.localReads.append(read)
            state.counters.localReads += 1
        }
    }

    func count(_ change: (inout LoadCounters) -> Void) {
        state.withLock { change(&$0.counters) }
    }

    func violate(_ rule: String, _ detail: String) {
        let isTold = state.withLock { state in
            guard state.violations.count < Self.violationLimit else { return false }
            state.violations.append(ChaosViolation(rule: rule, detail: detail))
            return true
        }
        if isTold { note(.violation, nil, "\(rule): \(detail)") }
    }

    /// Counts the answer to a read of an object, and what is wrong with it.
    func judge(
        _ answer: RawAnswer,
        _ expectation: ObjectLedger.Expectation,
        key: String,
        body: BodySource,
        node: String
    ) {
        let violation = ObjectJudge.violation(
            answer,
            expectation,
            key: key,
            body: body,
            node: node
        )
        if let violation { violate(violation.rule, violation.detail) }
        count { counters in
            guard answer.status == 200 else {
                // That there is none may be the right answer.
                if answer.status != 404 || violation != nil { counters.refused(answer) }
                return
            }
            counters.objectReads += 1
            counters.objectBytes += answer.bodyCount
            if !answer.end.isClean { counters.objectFailures += 1 }
        }
    }

    func note(_ kind: ChaosEvent.Kind, _ node: Int?, _ text: String) {
        let event = ChaosEvent(at: Deadline.now(), kind: kind, node: node, text: text)
        state.withLock { $0.events.append(event) }
        echo(event.line(since: start))
    }

    func add(_ span: FaultSpan) {
        state.withLock { $0.spans.append(span) }
    }

    /// Notes what this run cannot do here, and why.
    func leaveOut(_ text: String) {
        state.withLock { $0.leftOut.append(text) }
        note(.note, nil, "left out: \(text)")
    }

    var leftOut: [String] { state.withLock { $0.leftOut } }

    func add(_ harm: HarmSpan) {
        state.withLock { $0.harms.append(harm) }
    }

    var harms: [HarmSpan] { state.withLock { $0.harms } }
    var spans: [FaultSpan] { state.withLock { $0.spans } }
    var operations: [Operation] { state.withLock { $0.operations } }
    var localReads: [LocalRead] { state.withLock { $0.localReads } }
    var counters: LoadCounters { state.withLock { $0.counters } }
    var violations: [ChaosViolation] { state.withLock { $0.violations } }
    var events: [ChaosEvent] { state.withLock { $0.events } }
}
