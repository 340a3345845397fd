package import Determinism

/// Decides a fill from its first request to its last byte: redirects, retries, other origins, what
/// an answer means, and how a broken stream goes on.
///
/// Never mixes bytes of two objects: after a head was accepted, only an answer that proves itself
/// the same object goes on. Never ends well with fewer bytes than were declared. Waiting for a
/// connection or for bandwidth is the shell's, and happens before `start` or between bodies.
package struct FillPlan: Sendable {
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

    /// Where in the object the body begins.
    private let start: UInt64
    /// Where it ends (exclusive), once known.
    private var end: UInt64?
    private var size: UInt64?
    private var received: UInt64 = 0
    private var firstHead: OriginHead?
    private var validator: Validator?
    private var resumptions = 0
    private var isStorable = true

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
            start = 0
        case .range(let first, let last, let known):
            start = first
            walk.shape.range = OriginRange(first: first, last: last)
            walk.shape.ifRange = known?.validator?.fieldValue
        }
    }

    /// The next byte of the object that is missing.
    private var position: UInt64 { start + received }

    package mutating func step(_ event: FillEvent, at now: Instant) -> [FillAction] {
        switch (phase, event) {
        case (.receiving, .body(let total)): progress(total)
        case (.idle, .start): advance(walk.begin(at: now))
        case (.asking, .head(let head)): judge(head, at: now)
        case (.asking, .failed(let failure)): retry(MissFailure.judge(failure), at: now)
        case (.asking, .ended): retry(MissFailure.judge(.protocolError), at: now)
        case (.waiting, .timer): advance(walk.open(at: now))
        case (.receiving, .ended(let delimitedByClose)): finish(delimitedByClose, at: now)
        case (.receiving, .failed(let failure)): broken(failure, at: now)
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
        case (.part(let first, let last, let size), .range(start, let wanted, let known)):
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
        guard first == start, last <= wanted ?? .max, last < .max else {
            let wrong = OriginAnswer.unusable("another range than it was asked for")
            return [.stopFetch] + retry(MissFailure.judge(wrong, head), at: now)
        }
        // A shorter part than asked for is allowed (RFC 9110 15.3.7); the rest is asked for later.
        let total = size ?? known?.size
        let whole = min(wanted.map { $0 + 1 } ?? .max, total ?? .max)
        let end = whole == .max || total == nil ? last + 1 : whole
        return accept(head, size: total, part: start..<max(end, last + 1))
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
        self.size = size
        end = part?.upperBound ?? size
        firstHead = head
        validator = accepted.validator
        isStorable = accepted.notStored == nil
        return [.accept(accepted)]
    }

    // MARK: The body

    private mutating func progress(_ total: UInt64) -> [FillAction] {
        precondition(total >= received, "a body shrank from \(received) to \(total) bytes")
        received = total
        let limit = walk.policy.maximumObjectBytes
        guard isStorable, kind == .whole, total > limit else { return [] }
        isStorable = false
        return [.doNotStore(.tooLarge(limit: limit))]
    }

    private mutating func finish(_ delimitedByClose: Bool, at now: Instant) -> [FillAction] {
        guard let end else {
            phase = .done
            return [.complete(verifiable: !delimitedByClose)]
        }
        guard position < end else { return finishAtEnd(end) }
        return broken(.truncated, at: now)
    }

    private mutating func finishAtEnd(_ end: UInt64) -> [FillAction] {
        phase = .done
        if position == end { return [.complete(verifiable: true)] }
        return [.fail(MissFailure(.broken, "The origin sent more than it declared."))]
    }

    /// The transfer ended without the end of its body.
    private mutating func broken(_ failure: TransportFailure, at now: Instant) -> [FillAction] {
        // Nothing was lost: the bytes declared are all there.
        if let end, position >= end { return finishAtEnd(end) }
        return resume(at: now)
    }

    // MARK: Going on after a break

    private mutating func resume(at now: Instant) -> [FillAction] {
        guard validator != nil || received == 0 else {
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
        if received == 0, kind == .whole {
            // Nothing was taken yet, so the whole is asked for and must look the same.
            walk.shape = OriginWalk.Shape()
        } else {
            // Where the end is unknown nothing may be left. The last byte is asked for again, for
            // a server then answers 206 with the size instead of a 416 that proves nothing.
            let overlap: UInt64 = end == nil && received > 0 ? 1 : 0
            let last: UInt64? = kind == .whole ? nil : end.map { $0 - 1 }
            walk.shape.range = OriginRange(first: position - overlap, last: last)
            walk.shape.ifRange = validator?.fieldValue
        }
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
            return continuePart(head, first, last, total)
        case .whole:
            return continueWhole(head)
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

    private mutating func continuePart(
        _ head: OriginHead,
        _ first: UInt64,
        _ last: UInt64,
        _ total: UInt64?
    ) -> [FillAction] {
        let isSameSize = size == nil ? total != nil : total == nil || total == size
        let isSameObject = validator?.matches(head) ?? isSameAsFirst(head)
        guard first == walk.shape.range?.first, isSameSize, isSameObject else {
            return change(head)
        }
        guard last >= position || total == position else { return change(head) }
        let discarded = position - first
        size = size ?? total
        end = end ?? size
        phase = .receiving
        return [.resumed(discarding: discarded, size: size)]
    }

    private mutating func continueWhole(_ head: OriginHead) -> [FillAction] {
        let isSameSize = size == nil || head.contentLength == nil || head.contentLength == size
        let isSameObject = received == 0 ? isSameAsFirst(head) : validator?.matches(head) ?? false
        guard isSameSize, isSameObject, head.contentLength ?? .max >= position else {
            return change(head)
        }
        guard kind == .whole else {
            return stop(
                MissFailure(.rangeIgnored, "The origin serves no ranges.", originStatus: 200)
            )
        }
        size = size ?? head.contentLength
        end = end ?? size
        phase = .receiving
        return [.resumed(discarding: received, size: size)]
    }

    /// Whether an answer shows the validators of the first, weak ones included: enough as long as
    /// not one byte was taken.
    private func isSameAsFirst(_ head: OriginHead) -> Bool {
        guard let firstHead, received == 0 else { return false }
        return head.fields.first("etag") == firstHead.fields.first("etag")
            && head.fields.first("last-modified") == firstHead.fields.first("last-modified")
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
