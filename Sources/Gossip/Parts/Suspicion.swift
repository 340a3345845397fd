import Determinism

/// The time a suspect has to object: Lifeguard's dynamic timeout (§IV-B).
///
/// It starts at the maximum and comes down to the minimum with the logarithm of the number of
/// members that suspect it too: a suspicion that nobody shares is more likely the accuser's fault.
struct Suspicion: Sendable, Hashable {
    let started: Instant
    let minimum: Duration
    let maximum: Duration
    /// K: how many confirmations bring the time down to the minimum.
    let expected: Int
    /// Who suspects, the first accuser before the confirming ones.
    private(set) var accusers: [MemberName]
    /// Put off when this process itself did not run.
    var postponedUntil: Instant?

    init(
        accuser: MemberName,
        started: Instant,
        minimum: Duration,
        maximum: Duration,
        expected: Int
    ) {
        self.started = started
        self.minimum = minimum
        self.maximum = maximum
        self.expected = expected
        accusers = [accuser]
    }

    var confirmations: Int { accusers.count - 1 }

    /// True if the accuser is another one than before and still counts.
    mutating func confirm(by accuser: MemberName) -> Bool {
        guard confirmations < expected, !accusers.contains(accuser) else { return false }
        accusers.append(accuser)
        return true
    }

    /// max(Min, Max − (Max − Min) · log(C + 1) / log(K + 1)).
    var timeout: Duration {
        guard expected > 0 else { return minimum }
        let share =
            Logarithm.binary(confirmations + 1) / Logarithm.binary(expected + 1)
        let span = Double((maximum - minimum).wholeNanoseconds)
        return max(minimum, maximum - .nanoseconds(Int64(span * share)))
    }

    var deadline: Instant {
        let deadline = started.advanced(by: timeout)
        guard let postponedUntil else { return deadline }
        return max(deadline, postponedUntil)
    }
}
