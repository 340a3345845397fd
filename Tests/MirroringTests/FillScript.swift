import Determinism
import Mirroring

/// Drives a plan as a shell would, with a clock that a test sets.
final class FillScript {
    private(set) var plan: FillPlan
    private(set) var now = Instant(nanoseconds: 1_000_000_000)
    private(set) var last: [FillAction] = []

    init(
        _ kind: FillPlan.Kind = .whole,
        _ origins: [String] = ["http://o/base"],
        key: String = "k",
        query: String? = nil,
        seed: UInt64 = 1,
        change: (inout OriginPolicy) -> Void = { _ in }
    ) {
        var policy = OriginPolicy(origins: origins)
        change(&policy)
        plan = FillPlan(
            kind,
            policy: policy,
            key: Array(key.utf8),
            query: query,
            context: OriginContext(node: "n1", version: "0.1", passed: ["n0"]),
            generator: SeededGenerator(seed: seed)
        )
    }

    /// Goes on with what another member brought the begin of.
    init(resuming position: UInt64, size: UInt64?, validator: Validator) {
        plan = FillPlan(
            resuming: position,
            size: size,
            validator: validator,
            policy: OriginPolicy(origins: ["http://o/base"]),
            key: Array("k".utf8),
            context: OriginContext(node: "n1", version: "0.1", passed: ["n0"]),
            generator: SeededGenerator(seed: 1)
        )
    }

    @discardableResult
    func step(_ event: FillEvent, after span: Duration = .zero) -> [FillAction] {
        now = now.advanced(by: span)
        last = plan.step(event, at: now)
        return last
    }

    @discardableResult
    func start() -> OriginRequest? {
        step(.start)
        return request
    }

    @discardableResult
    func head(
        _ status: Int,
        _ fields: [(String, String)] = [],
        length: UInt64? = nil
    ) -> [FillAction] {
        step(.head(OriginAnswerTests.head(status, fields, length: length)))
    }

    func accepted(
        _ status: Int,
        _ fields: [(String, String)] = [],
        length: UInt64? = nil
    ) -> AcceptedHead? {
        head(status, fields, length: length)
        guard case .accept(let accepted) = last.last else { return nil }
        return accepted
    }

    /// Lets the wait of the last step pass.
    @discardableResult
    func wait() -> OriginRequest? {
        guard case .wait(let span) = last.last else { return nil }
        step(.timer, after: span)
        return request
    }

    /// Breaks the stream and lets the pause pass.
    func breakAndReopen() -> OriginRequest? {
        step(.failed(.reset))
        return wait()
    }

    var request: OriginRequest? {
        guard case .request(let request) = last.last else { return nil }
        return request
    }

    var failure: MissFailure? {
        guard case .fail(let failure) = last.last else { return nil }
        return failure
    }

    var pause: Duration? {
        guard case .wait(let span) = last.last else { return nil }
        return span
    }
}

extension OriginRequest {
    func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
