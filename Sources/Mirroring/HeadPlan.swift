package import Determinism

/// Decides how the head of a missing object is found (edge 5): HEAD, and a GET of one byte where
/// the origin refuses HEAD.
package struct HeadPlan: Sendable {
    private enum Question: Equatable {
        case head
        /// GET `bytes=0-0`, of which 206 tells the size.
        case firstByte
        /// A plain GET, stopped at its head: for empty objects, whose first byte is a 416.
        case whole
    }

    private enum Phase: Equatable { case idle, asking, waiting, done }

    private var walk: OriginWalk
    private var question = Question.head
    private var phase = Phase.idle
    /// The origin the question is for: each one is asked by HEAD first.
    private var originIndex = 0

    /// See `FillPlan.init`.
    package init(
        policy: OriginPolicy,
        key: [UInt8],
        query: String? = nil,
        context: OriginContext,
        limits: PlanLimits = PlanLimits(),
        generator: SeededGenerator
    ) {
        walk = OriginWalk(
            policy: policy,
            key: key,
            query: query,
            context: context,
            limits: limits,
            generator: generator
        )
        walk.shape.method = .head
    }

    /// Takes in one event and says what to do now, in this order.
    ///
    /// An event that has no meaning in the present phase changes nothing and gives no action.
    package mutating func step(_ event: HeadEvent, at now: Instant) -> [HeadAction] {
        switch (phase, event) {
        case (.idle, .start): advance(walk.begin(at: now), at: now)
        case (.waiting, .timer): advance(walk.open(at: now), at: now)
        case (.asking, .failed(let failure)): retry(MissFailure.judge(failure), at: now)
        case (.asking, .head(let head)): [.stopFetch] + judge(head, at: now)
        default: []
        }
    }

    private mutating func judge(_ head: OriginHead, at now: Instant) -> [HeadAction] {
        if question == .head, [403, 405, 501].contains(head.status) {
            return ask(.firstByte, at: now)
        }
        let answer = OriginAnswer(head)
        switch (answer, question) {
        case (.whole, _):
            return succeed(head, size: head.contentLength, isWhole: true)
        case (.part(first: 0, last: _, let size), .firstByte):
            return succeed(head, size: size, isWhole: false)
        case (.unsatisfied, .firstByte):
            return ask(.whole, at: now)
        case (.redirect(let location), _):
            let step = walk.follow(location, status: head.status, at: now)
            guard case .exhausted(let failure) = step else { return advance(step, at: now) }
            return advance(walk.moveOn(failure, at: now), at: now)
        default:
            return retry(MissFailure.judge(answer, head), at: now)
        }
    }

    private mutating func succeed(
        _ head: OriginHead,
        size: UInt64?,
        isWhole: Bool
    ) -> [HeadAction] {
        phase = .done
        let accepted = AcceptedHead(
            head,
            size: size,
            isWhole: isWhole,
            isS3: walk.isS3,
            limit: walk.policy.maximumObjectBytes
        )
        return [.answer(accepted)]
    }

    private mutating func ask(_ question: Question, at now: Instant) -> [HeadAction] {
        set(question)
        return advance(walk.reopen(at: now), at: now)
    }

    private mutating func set(_ question: Question) {
        self.question = question
        walk.shape.method = question == .head ? .head : .get
        walk.shape.range = question == .firstByte ? OriginRange(first: 0, last: 0) : nil
    }

    private mutating func retry(_ judged: MissFailure.Judged, at now: Instant) -> [HeadAction] {
        let step = walk.fail(
            judged.failure,
            mayPass: judged.mayPass,
            isTimeout: judged.isTimeout,
            at: now
        )
        return advance(step, at: now)
    }

    private mutating func advance(_ step: OriginWalk.Step, at now: Instant) -> [HeadAction] {
        switch step {
        case .request(var request):
            if walk.originIndex != originIndex {
                // The next origin may well take a HEAD.
                originIndex = walk.originIndex
                set(.head)
                request.method = .head
                request.range = nil
            }
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
}
