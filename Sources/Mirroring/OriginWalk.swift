internal import Determinism

/// The way from a policy to an answer: which origin, which hop, which try, and how long still.
///
/// Shared by the plans for a fill and for a HEAD. Until `release()` everything ends by a deadline
/// of connect plus idle time-out, because a reader waits for it (edge 15).
struct OriginWalk: Sendable {
    enum Step: Equatable {
        case request(OriginRequest)
        case wait(Duration)
        case exhausted(MissFailure)
    }

    /// What is asked for, at whichever URL.
    struct Shape: Equatable {
        var method: OriginRequest.Method = .get
        var range: OriginRange?
        var ifRange: String?
    }

    let policy: OriginPolicy
    let key: [UInt8]
    let query: String?
    let context: OriginContext
    let limits: PlanLimits
    var generator: SeededGenerator
    var shape = Shape()

    private(set) var originIndex = 0
    private(set) var isS3 = false
    private var tries = 0
    private var hops = 0
    private var current: RequestURL?
    /// False once a redirect led away from the configured host, for all later hops.
    private var isConfiguredHost = true
    private var deadline: Instant?
    /// The last failure of the current origin, and the heaviest of those given up.
    private var latest: MissFailure?
    private var worst: MissFailure?

    init(
        policy: OriginPolicy,
        key: [UInt8],
        query: String?,
        context: OriginContext,
        limits: PlanLimits,
        generator: SeededGenerator
    ) {
        self.policy = policy
        self.key = key
        self.query = policy.forwardsQuery ? query : nil
        self.context = context
        self.limits = limits
        self.generator = generator
    }

    private var patience: Duration { policy.connectTimeout + policy.idleTimeout }

    /// Starts the reader's patience and asks the first origin.
    mutating func begin(at now: Instant) -> Step {
        deadline = now.advanced(by: patience)
        return open(at: now)
    }

    /// A head was taken: from now on no reader waits for one.
    mutating func release() {
        deadline = nil
    }

    /// Asks the current origin from its first URL.
    mutating func open(at now: Instant) -> Step {
        guard originIndex < policy.origins.count else { return .exhausted(verdict) }
        do {
            let base = try OriginBase(policy.origins[originIndex], region: policy.region)
            isS3 = base.isS3
            hops = 0
            isConfiguredHost = true
            tries += 1
            return ask(base.object(key: key, query: query), at: now)
        } catch {
            return moveOn(MissFailure(.originUnavailable, "The origin's URL: \(error)."), at: now)
        }
    }

    /// Asks the current origin another question; that is no further try.
    mutating func reopen(at now: Instant) -> Step {
        tries -= 1
        return open(at: now)
    }

    /// Goes where a redirect leads; exhausted means that this way ends, not that all do.
    mutating func follow(_ location: String, status: Int, at now: Instant) -> Step {
        guard let from = current, hops < policy.redirectLimit else {
            let message = "The origin redirected more than \(policy.redirectLimit) times."
            return refuse(.originUnavailable, message, status)
        }
        do {
            let target = try Redirects.resolve(location, against: from)
            hops += 1
            if !target.hasSameAuthority(as: from) { isConfiguredHost = false }
            return ask(target, at: now)
        } catch {
            switch error {
            case .malformed(let reason):
                return refuse(
                    .originUnavailable,
                    "The origin redirects to no URL: \(reason).",
                    status
                )
            case .scheme:
                let message = "The origin redirects to a scheme other than http and https."
                return refuse(.originForbidden, message, status)
            case .downgrade:
                let message = "The origin redirects from https to http."
                return refuse(.originForbidden, message, status)
            }
        }
    }

    /// Takes note of a failure and tries again, here or at the next origin, while there is time.
    mutating func fail(
        _ failure: MissFailure,
        mayPass: Bool,
        isTimeout: Bool = false,
        at now: Instant
    ) -> Step {
        let hasOthers = originIndex + 1 < policy.origins.count
        guard mayPass, tries < limits.triesPerOrigin, !(isTimeout && hasOthers) else {
            return moveOn(failure, at: now)
        }
        let pause = limits.pause(limits.firstRetryPause, count: tries - 1, &generator)
        guard now.advanced(by: pause) < deadline ?? Instant(nanoseconds: .max) else {
            return moveOn(failure, at: now)
        }
        latest = failure
        return .wait(pause)
    }

    /// Gives the current origin up.
    mutating func moveOn(_ failure: MissFailure, at now: Instant) -> Step {
        latest = nil
        worst = OriginWalk.heavier(worst, failure)
        originIndex += 1
        tries = 0
        return open(at: now)
    }

    private static func heavier(_ left: MissFailure?, _ right: MissFailure?) -> MissFailure? {
        guard let left, let right else { return left ?? right }
        return right.weight > left.weight ? right : left
    }

    private var verdict: MissFailure {
        OriginWalk.heavier(worst, latest)
            ?? MissFailure(.originUnavailable, "The origin gave no answer in time.")
    }

    private func refuse(_ code: MissFailure.Code, _ message: String, _ status: Int) -> Step {
        .exhausted(MissFailure(code, message, originStatus: status))
    }

    private mutating func ask(_ url: RequestURL, at now: Instant) -> Step {
        current = url
        let left = deadline.map { $0.duration(since: now) } ?? patience
        guard left > .zero else { return .exhausted(verdict) }
        return .request(
            OriginRequest(
                method: shape.method,
                url: url.text,
                fields: OriginFields.make(
                    policy: policy,
                    context: context,
                    isConfiguredHost: isConfiguredHost,
                    ifRange: shape.ifRange
                ),
                range: shape.range,
                connectTimeout: min(policy.connectTimeout, left),
                idleTimeout: policy.idleTimeout,
                headTimeout: left,
                originIndex: originIndex,
                mayBeSigned: isS3 && isConfiguredHost
            )
        )
    }
}
