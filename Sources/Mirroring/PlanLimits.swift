internal import Determinism

/// How often and how fast a plan asks again.
package struct PlanLimits: Sendable, Equatable {
    /// Requests to one origin before a head was taken; more would only prolong an outage.
    package var triesPerOrigin = 3
    /// The pause before a second try; doubles with each.
    package var firstRetryPause: Duration = .milliseconds(100)
    /// Resumptions of one object (edge 16).
    package var resumptions = 5
    /// The pause before the first resumption; doubles with each.
    package var firstResumptionPause: Duration = .milliseconds(200)
    package var longestPause: Duration = .seconds(10)

    package init() {}

    /// The pause before attempt `count` + 1: between half and all of the doubled one, so that
    /// many fills broken at once do not come back at once.
    func pause(_ first: Duration, count: Int, _ generator: inout SeededGenerator) -> Duration {
        let doubled = first.wholeNanoseconds.multipliedReportingOverflow(by: 1 << min(count, 20))
        let ceiling = min(
            doubled.overflow ? .max : doubled.partialValue,
            longestPause.wholeNanoseconds
        )
        guard ceiling > 1 else { return .nanoseconds(max(0, ceiling)) }
        return .nanoseconds(Int64.random(in: ceiling / 2...ceiling, using: &generator))
    }
}
