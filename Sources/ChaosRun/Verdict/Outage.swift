/// How long no write succeeded after a leader's death.
struct Outage: Sendable {
    /// CLOCK_MONOTONIC in nanoseconds.
    var at: UInt64
    /// Until the first acknowledgement of an attempt that began after the death; nil where none
    /// came before the run ended.
    var milliseconds: UInt64?
    /// Whether nothing else was wrong at the time.
    var isAlone: Bool

    /// What another fault does may be felt so long before and after it, in nanoseconds.
    private static let shadow: UInt64 = 2_000_000_000

    static func find(in history: History) -> [Outage] {
        let writes = history.operations.filter { operation in
            if case .done = operation.outcome { true } else { false }
        }.sorted { $0.lastAttempt < $1.lastAttempt }
        let spans = history.spans
        return history.events.filter { $0.kind == .leaderKilled }.map { event in
            let first = writes.lazy.filter { $0.lastAttempt > event.at }.prefix(200)
                .map(\.end).min()
            let others = spans.filter { span in
                !(span.begin <= event.at && event.at <= span.end && span.fault == "kill leader")
                    && span.begin <= event.at + shadow && span.end + shadow >= event.at
            }
            return Outage(
                at: event.at,
                milliseconds: first.map { ($0 - event.at) / 1_000_000 },
                isAlone: others.isEmpty
            )
        }
    }
}
