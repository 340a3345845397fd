package import Determinism

/// Decides a fill from its first request to its last byte: redirects, retries, other origins, what
/// an answer means, and how a broken stream goes on.
///
/// Never mixes bytes of two objects: after a head was accepted, only an answer that proves itself
/// the same object goes on. Never ends well with fewer bytes than were declared. Waiting for a
/// connection or for bandwidth is the shell's, and happens before `start` or between bodies.
package struct FillPlan: Sendable {
    /// How much of the object is fetched: only a whole one may be stored.
    package enum Kind: Sendable, Equatable {
        case whole
        /// A range for one reader. Without a known object any answer is taken at its word.
        case range(first: UInt64, last: UInt64?, of: KnownObject?)
    }

    private enum Phase: Equatable {
        case idle, asking, waiting, receiving, resuming, pausing, done
    }

    private let kind: Kind
    private var walk: OriginWalk
    private var phase = Phase.idle

    private var progress: FillProgress
    private var resumptions = 0
    private var isStorable = true
    private var isResumption = false

    /// - Parameters:
    ///   - key: the key of the object as bytes.
    ///   - query: the client's raw query; used only where the policy forwards it.
    ///   - generator: for the jitter of pauses.
    package init(
        _ kind: Kind,
        policy: OriginPolicy,
        key: [UInt8],
        query: String? = nil,
        context: OriginContext,
        limits: PlanLimits = PlanLimits(),
        generator: SeededGenerator
    ) {
        self.kind = kind
        walk = OriginWalk(
            policy: policy,
            key: key,
            query: query,
            context: context,
            limits: limits,
            generator: generator
        )
        switch kind {
        case .whole:
            progress = FillProgress(start: 0)
        case .range(let first, let last, let known):
            progress = FillProgress(start: first)
            walk.shape.range = OriginRange(first: first, last: last)
            walk.shape.ifRange = known?.validator?.fieldValue
        }
    }

    /// Goes on with a whole object of which somebody else has fetched the begin.
    ///
    /// The first request is a resumption, by the validator that the begin came with.
    package init(
        resuming position: UInt64,
        size: UInt64?,
        validator: Validator,
        policy: OriginPolicy,
        key: [UInt8],
        query: String? = nil,
        context: OriginContext,
        limits: PlanLimits = PlanLimits(),
        generator: SeededGenerator
    ) {
        self.init(
            .whole,
            policy: policy,
            key: key,
            query: query,
            context: context,
            limits: limits,
            generator: generator
        )
        progress = FillProgress(received: position, size: size, validator: validator)
        isResumption = true
    }

    /// Takes in one event and says what to do now, in this order.
    ///
    /// An event that has no meaning in the present phase changes nothing and gives no action.
    package mutating func step(_ event: FillEvent, at now: Instant) -> [FillAction] {
        switch (phase, event) {
        case (.receiving, .body(let total)): take(total)
        case (.idle, .start) where isResumption: reopen(at: now)
        case (.idle, .start): advance(walk.begin(at: now))
        case (.asking, .head(let head)): judge(head, at: now)
        case (.asking, .failed(let failure)): retry(MissFailure.judge(failure), at: now)
        case (.asking, .ended): retry(MissFailure.judge(.protocolError), at: now)
        case (.waiting, .timer): advance(walk.open(at: now))
        case (.receiving, .ended(let delimitedByClose)): finish(delimitedByClose, at: now)
        case (.receiving, .failed): broken(at: now)
        case (.resuming, .head(let head)): judgeResumption(head, at: now)
        case (.resuming, .failed), (.resuming, .ended): resume(at: now)
        case (.pausing, .timer): reopen(at: now)
        // What an ended transfer still had to say, and steps after the end.
        default: []
        }
    }

    // MARK: Before a head was accepted

    private mutating func advance(_ step: OriginWalk.Step) -> [FillAction] {
        switch step {
        case .request(let request):
            phase = .asking
            return [.request(request)]
        case .wait(let pause):
            phase = .waiting
            return [.wait(pause)]
        case .exhausted(let failure):
            phase = .done
            return [.fail(failure)]
        }
    }

    private mutating func retry(_ judged: MissFailure.Judged, at now: Instant) -> [FillAction] {
        advance(
            walk.fail(judged.failure, mayPass: judged.mayPass, isTimeout: judged.isTimeout, at: now)
        )
    }

    private mutating func judge(_ head: OriginHead, at now: Instant) -> [FillAction] {
        let answer = OriginAnswer(head)
        switch (answer, kind) {
        case (.whole, .whole):
            return accept(head, size: head.contentLength, part: nil)
        case (.whole, .range(_, _, let known)):
            let isOther = known?.validator.map { !$0.matches(head) } ?? false
            return stop(
                isOther
                    ? MissFailure(.changed, "The origin's object has changed.", originStatus: 200)
                    : MissFailure(.rangeIgnored, "The origin serves no ranges.", originStatus: 200)
            )
        case (.part(let first, let last, let size), .range(progress.start, let wanted, let known)):
            return judgePart(head, first, last, size, wanted: wanted, known: known, at: now)
        case (.unsatisfied(let size), .range(_, _, let known)):
            return stop(
                MissFailure(
                    .rangeNotSatisfiable,
                    "The object ends before the range.",
                    originStatus: head.status,
                    size: size ?? known?.size
                )
            )
        case (.redirect(let location), _):
            var step = walk.follow(location, status: head.status, at: now)
            if case .exhausted(let failure) = step { step = walk.moveOn(failure, at: now) }
            return [.stopFetch] + advance(step)
        default:
            return [.stopFetch] + retry(MissFailure.judge(answer, head), at: now)
        }
    }

    private mutating func judgePart(
        _ head: OriginHead,
        _ first: UInt64,
        _ last: UInt64,
        _ size: UInt64?,
        wanted: UInt64?,
        known: KnownObject?,
        at now: Instant
    ) -> [FillAction] {
        let isOtherSize = size != nil && known?.size != nil && size != known?.size
        if isOtherSize || known?.validator.map({ !$0.matches(head) }) ?? false {
            return stop(
                MissFailure(.changed, "The origin's object has changed.", originStatus: head.status)
            )
        }
        guard first == progress.start, last <= wanted ?? .max, last < .max else {
            let wrong = OriginAnswer.unusable("another range than it was asked for")
            return [.stopFetch] + retry(MissFailure.judge(wrong, head), at: now)
        }
        // A shorter part than asked for is allowed (RFC 9110 15.3.7); the rest is asked for later.
        let total = size ?? known?.size
        let whole = min(wanted.map { $0 + 1 } ?? .max, total ?? .max)
        let end = whole == .max || total == nil ? last + 1 : whole
        return accept(head, size: total, part: first..<max(end, last + 1))
    }

    private mutating func accept(
        _ head: OriginHead,
        size: UInt64?,
        part: Range<UInt64>?
    ) -> [FillAction] {
        let accepted = AcceptedHead(
            head,
            size: size,
            part: part,
            isWhole: part == nil,
            isS3: walk.isS3,
            limit: walk.policy.maximumObjectBytes
        )
        phase = .receiving
        walk.release()
        progress.begin(head, size: size, end: part?.upperBound ?? size)
        isStorable = accepted.notStored == nil
        return [.accept(accepted)]
    }

    // MARK: The body

    private mutating func take(_ total: UInt64) -> [FillAction] {
        let before = progress.received
        precondition(total >= before, "a body shrank from \(before) to \(total) bytes")
        progress.received = total
        let limit = walk.policy.maximumObjectBytes
        guard isStorable, kind == .whole, total > limit else { return [] }
        isStorable = false
        return [.doNotStore(.tooLarge(limit: limit))]
    }

    private mutating func finish(_ delimitedByClose: Bool, at now: Instant) -> [FillAction] {
        guard progress.end == nil else { return broken(at: now) }
        phase = .done
        return [.complete(verifiable: !delimitedByClose)]
    }

    /// The transfer ended, with or without the end of its body.
    private mutating func broken(at now: Instant) -> [FillAction] {
        guard let end = progress.end, progress.position >= end else { return resume(at: now) }
        // Nothing was lost: the bytes declared are all there.
        if progress.position == end {
            phase = .done
            return [.complete(verifiable: true)]
        }
        return self.end("The origin sent more than it declared.")
    }

    // MARK: Going on after a break

    private mutating func resume(at now: Instant) -> [FillAction] {
        guard progress.canResume else {
            return end("The origin's stream broke, and it has no strong validator to resume by.")
        }
        guard resumptions < walk.limits.resumptions else {
            return end("The origin's stream broke more often than \(resumptions) times.")
        }
        let first = walk.limits.firstResumptionPause
        let pause = walk.limits.pause(first, count: resumptions, &walk.generator)
        resumptions += 1
        phase = .pausing
        return [.wait(pause)]
    }

    /// Asks for the rest, beginning at the first URL again: a redirect may lead elsewhere now.
    private mutating func reopen(at now: Instant) -> [FillAction] {
        walk.shape = progress.rest(isWhole: kind == .whole)
        return proceed(walk.open(at: now), at: now)
    }

    private mutating func proceed(_ step: OriginWalk.Step, at now: Instant) -> [FillAction] {
        guard case .request(let request) = step else {
            if case .exhausted(let failure) = step { return end(failure.message) }
            return resume(at: now)
        }
        phase = .resuming
        return [.request(request)]
    }

    private mutating func judgeResumption(_ head: OriginHead, at now: Instant) -> [FillAction] {
        switch OriginAnswer(head) {
        case .part(let first, let last, let total):
            let asked = walk.shape.range?.first
            guard asked == first else { return change(head) }
            return goOn(
                discarding: progress.continued(by: head, first: first, last: last, size: total),
                head
            )
        case .whole:
            let count = progress.continued(byWhole: head)
            guard count == nil || kind == .whole else {
                return stop(
                    MissFailure(.rangeIgnored, "The origin serves no ranges.", originStatus: 200)
                )
            }
            return goOn(discarding: count, head)
        case .redirect(let location):
            return [.stopFetch]
                + proceed(walk.follow(location, status: head.status, at: now), at: now)
        case .failing, .busy:
            return [.stopFetch] + resume(at: now)
        case .missing, .denied, .looped, .unsatisfied, .unusable:
            return stop(
                MissFailure(
                    .broken,
                    "The origin answered \(head.status) to a resumption.",
                    originStatus: head.status
                )
            )
        }
    }

    private mutating func goOn(discarding count: UInt64?, _ head: OriginHead) -> [FillAction] {
        guard let count else { return change(head) }
        phase = .receiving
        return [.resumed(discarding: count, size: progress.size)]
    }

    private mutating func change(_ head: OriginHead) -> [FillAction] {
        stop(
            MissFailure(
                .changed,
                "The origin's object changed while it was fetched.",
                originStatus: head.status
            )
        )
    }

    /// Fails with a transfer under way.
    private mutating func stop(_ failure: MissFailure) -> [FillAction] {
        phase = .done
        return [.stopFetch, .fail(failure)]
    }

    /// Fails after the accepted head with no transfer under way.
    private mutating func end(_ message: String) -> [FillAction] {
        phase = .done
        return [.fail(MissFailure(.broken, message))]
    }
}
