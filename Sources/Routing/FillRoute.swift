package import Determinism

/// Decides where the bytes of one fill come from: a member of the cluster, one after the other, or
/// the origin.
///
/// One machine for a node that a reader came to, for the fetcher and for who stands in: it goes
/// through the ranks of the path from the first on, past the dead and those that failed. Whoever
/// reaches its own rank asks the others whether one has the object or a fill of it, attaches to
/// that, and else fetches from the origin. So at most one node fetches, as long as those concerned
/// can reach each other.
///
/// Never goes on at an offset with bytes of another version. Never waits without a deadline. Once
/// it said `fetch`, it is done: what the origin then does is `FillPlan`'s.
package struct FillRoute: Sendable {
    /// What the route is for.
    package struct Task: Sendable, Equatable {
        /// "bucket/key".
        package var path: [UInt8]
        /// Nil where no mapping covers the path: then members are asked and no origin.
        package var rule: PathRanks.Rule?
        package var hasOrigin: Bool
        /// Objects lie with single members, so all are asked before the origin is.
        package var isThorough: Bool
        /// How long readers wait for a head, or for bytes after a break.
        package var patience: Duration

        package init(
            path: [UInt8],
            rule: PathRanks.Rule?,
            hasOrigin: Bool,
            isThorough: Bool,
            patience: Duration
        ) {
            self.path = path
            self.rule = rule
            self.hasOrigin = hasOrigin
            self.isThorough = isThorough
            self.patience = patience
        }
    }

    /// What others may know of a route: whether they can attach to its fill.
    package enum Standing: Sendable, Equatable {
        /// This node's own path, or one it stands in for, and not yet settled by whom it is fetched.
        case deciding(rank: Int, view: UInt64)
        case origin
        case member(String)
        /// Not settled, and not for this node to settle.
        case seeking
    }

    private enum Phase: Equatable {
        case idle
        /// For a view, after which the route is decided again.
        case awaitingView(UInt64, until: Instant)
        case asking(waiting: [String], rank: Int?, until: Instant)
        case streaming(StreamRequest)
        /// Before the route is decided again.
        case pausing(until: Instant)
        case done
    }

    private let task: Task
    private let limits: RoutingLimits
    private var phase = Phase.idle
    private var isFetching = false
    private var deadline = Instant(nanoseconds: .max)
    /// Members that are passed over until a head comes or everybody was tried.
    private var failed: [String] = []
    /// Those among them that were out of reach.
    private var broken: [String] = []
    /// Members that were asked since the route was decided last.
    private var asked: [String] = []
    private var rounds = 0
    private var catchUps = 0
    private var attachments = 0
    /// The view that was waited for in vain: it is not waited for again.
    private var givenUp: UInt64 = 0
    /// The view and rank by which this node took the decision upon itself.
    private var own: (view: UInt64, rank: Int)?
    private var version: ObjectVersion?
    /// The stream that is open has sent its head.
    private var hasHead = false
    /// What the stream brought waits for room here, so that its silence says nothing.
    private var isHeld = false
    private var received: UInt64 = 0

    /// - Parameters:
    ///   - offset: the first byte wanted.
    ///   - version: what the bytes before it are of, where that is known.
    package init(
        _ task: Task,
        offset: UInt64 = 0,
        version: ObjectVersion? = nil,
        limits: RoutingLimits = RoutingLimits()
    ) {
        self.task = task
        self.limits = limits
        self.version = version
        received = offset
    }

    package var standing: Standing {
        if isFetching { return .origin }
        if case .streaming(let request) = phase, hasHead { return .member(request.member) }
        if case .asking(_, let rank?, _) = phase, let own {
            return .deciding(rank: rank, view: own.view)
        }
        return .seeking
    }

    /// The moment at which the route wants `.timer`; nil when it waits for nothing.
    package var nextDeadline: Instant? {
        switch phase {
        case .idle, .done: nil
        case .awaitingView(_, let until): min(until, deadline)
        case .asking(_, _, let until): min(until, deadline)
        case .pausing(let until): min(until, deadline)
        case .streaming: isHeld ? nil : deadline
        }
    }

    /// Takes in one event and says what to do now, in this order.
    ///
    /// An event that has no meaning in the present phase changes nothing and gives no action.
    package mutating func step(
        _ event: RouteEvent,
        in surroundings: Surroundings,
        at now: Instant
    ) -> [RouteAction] {
        switch (phase, event) {
        case (.idle, .start):
            deadline = now.advanced(by: task.patience)
            return decide(surroundings, now)
        case (.done, _), (.idle, _): return []
        case (_, .timer): return timePassed(surroundings, now)
        case (_, .surroundingsChanged): return look(surroundings, now)
        case (.asking, .answered(let member, let answer)):
            return take(answer, from: member, surroundings, now)
        case (.asking, .unanswered(let member)):
            return take(.nothing, from: member, surroundings, now)
        case (.asking(_, let rank?, _), .outranked(let member)):
            return [.stopAsking] + attach(to: member, rank: rank, surroundings)
        case (.streaming(let request), _): return stream(event, request, surroundings, now)
        default: return []
        }
    }

    // MARK: Deciding

    private mutating func decide(_ surroundings: Surroundings, _ now: Instant) -> [RouteAction] {
        guard task.hasOrigin else { return ask(rank: nil, surroundings, now) }
        let history = surroundings.history
        if mustAwaitView(history, now) { return [] }
        let ranks = PathRanks(path: task.path, rule: task.rule, view: history.current)
        if ranks.names.isEmpty { return ask(rank: 0, surroundings, now) }
        for (rank, name) in ranks.names.enumerated() {
            if name == surroundings.name { return ask(rank: rank, surroundings, now) }
            guard surroundings.isAlive(name), !failed.contains(name) else { continue }
            return open(
                StreamRequest(
                    member: name,
                    intent: .fetch(rank: rank),
                    view: history.current.number,
                    offset: received,
                    version: version,
                    unreachable: broken
                )
            )
        }
        return pause(now)
    }

    /// Whether a newer view is known to exist; then it is waited for, once.
    private mutating func mustAwaitView(_ history: ViewHistory, _ now: Instant) -> Bool {
        guard !history.isCurrent, history.heardOf > givenUp else { return false }
        phase = .awaitingView(history.heardOf, until: now.advanced(by: limits.viewPatience))
        return true
    }

    /// Nobody who may fetch could be reached: everybody is tried again a little later.
    private mutating func pause(_ now: Instant) -> [RouteAction] {
        let pause = min(
            limits.firstRoundPause * (1 << min(rounds, 8)),
            limits.longestRoundPause
        )
        rounds += 1
        failed = []
        broken = []
        phase = .pausing(until: now.advanced(by: pause))
        return []
    }

    private mutating func ask(
        rank: Int?,
        _ surroundings: Surroundings,
        _ now: Instant
    ) -> [RouteAction] {
        let number = surroundings.history.current.number
        own = rank.map { (number, $0) }
        let asked = surroundings.questioned(
            task.path,
            task.rule,
            isThorough: task.isThorough || rank ?? 1 > 0
        )
        let until = now.advanced(by: limits.questionPatience)
        self.asked = asked
        phase = .asking(waiting: asked, rank: rank, until: until)
        guard !asked.isEmpty else { return settle(surroundings, now) }
        return [.ask(asked, Question(view: number, rank: rank))]
    }

    private mutating func take(
        _ answer: QuestionAnswer,
        from member: String,
        _ surroundings: Surroundings,
        _ now: Instant
    ) -> [RouteAction] {
        guard case .asking(var waiting, let rank, let until) = phase,
            let index = waiting.firstIndex(of: member)
        else { return [] }
        switch answer {
        case .here where attachments < limits.attachments:
            return [.stopAsking] + attach(to: member, rank: rank, surroundings)
        case .moved(let view) where view > max(surroundings.history.current.number, givenUp):
            phase = .awaitingView(view, until: now.advanced(by: limits.viewPatience))
            return [.stopAsking]
        case .elsewhere(let other) where !asked.contains(other) && other != surroundings.name:
            asked.append(other)
            waiting[index] = other
            phase = .asking(waiting: waiting, rank: rank, until: until)
            let number = surroundings.history.current.number
            return [.ask([other], Question(view: number, rank: rank))]
        case .nothing, .here, .moved, .elsewhere:
            waiting.remove(at: index)
            phase = .asking(waiting: waiting, rank: rank, until: until)
            return waiting.isEmpty ? [.stopAsking] + settle(surroundings, now) : []
        }
    }

    private mutating func attach(
        to member: String,
        rank: Int?,
        _ surroundings: Surroundings
    ) -> [RouteAction] {
        attachments += 1
        return open(
            StreamRequest(
                member: member,
                intent: .attach(rank: rank),
                view: surroundings.history.current.number,
                offset: received,
                version: version,
                unreachable: broken
            )
        )
    }

    private mutating func open(_ request: StreamRequest) -> [RouteAction] {
        phase = .streaming(request)
        hasHead = false
        isHeld = false
        return [.open(request)]
    }

    /// Nobody has it.
    private mutating func settle(_ surroundings: Surroundings, _ now: Instant) -> [RouteAction] {
        if task.hasOrigin, mustAwaitView(surroundings.history, now) { return [] }
        phase = .done
        guard task.hasOrigin else { return [version == nil ? .absent : .fail(.changed)] }
        // Bytes that nothing can prove to be the origin's are of no use.
        if version != nil, version?.validator == nil { return [.fail(.changed)] }
        isFetching = true
        return [.fetch(from: received, version: version)]
    }

    // MARK: A stream

    private mutating func stream(
        _ event: RouteEvent,
        _ request: StreamRequest,
        _ surroundings: Surroundings,
        _ now: Instant
    ) -> [RouteAction] {
        switch event {
        case .head(let head):
            if let version, !version.isSame(as: head) { return end(.changed, closing: true) }
            version = version ?? head
            rounds = 0
            failed = []
            broken = []
            attachments = 0
            hasHead = true
            deadline = now.advanced(by: task.patience)
            // Bytes go from node to node once only: who reads along goes there itself.
            return [.refer(to: request.member)]
        case .held:
            isHeld = true
            return []
        case .received(let total):
            isHeld = false
            received = total
            deadline = now.advanced(by: task.patience)
            return []
        case .complete:
            phase = .done
            return [.complete]
        case .refused: return end(.refused)
        case .changed: return end(.changed)
        case .moved(let view):
            if view > max(surroundings.history.current.number, givenUp) {
                phase = .awaitingView(view, until: now.advanced(by: limits.viewPatience))
                return []
            }
            // Perhaps the view came here while the answer was on its way.
            return request.view < surroundings.history.current.number
                ? retry(surroundings, now) : passOver(request, surroundings, now)
        case .elsewhere(let member):
            guard attachments < limits.attachments, member != surroundings.name,
                !broken.contains(member)
            else { return passOver(request, surroundings, now) }
            return attach(to: member, rank: nil, surroundings)
        case .unready, .absent:
            catchUps += 1
            guard catchUps <= limits.catchUps else { return passOver(request, surroundings, now) }
            phase = .pausing(until: now.advanced(by: limits.catchUpPause))
            return []
        case .broken:
            if !broken.contains(request.member) { broken.append(request.member) }
            return passOver(request, surroundings, now)
        default: return []
        }
    }

    /// The member is of no use for now.
    private mutating func passOver(
        _ request: StreamRequest,
        _ surroundings: Surroundings,
        _ now: Instant
    ) -> [RouteAction] {
        catchUps = 0
        if !failed.contains(request.member) { failed.append(request.member) }
        return retry(surroundings, now)
    }

    private mutating func retry(_ surroundings: Surroundings, _ now: Instant) -> [RouteAction] {
        // Those who wait were being served until now: their patience begins anew.
        if hasHead { deadline = now.advanced(by: task.patience) }
        hasHead = false
        return decide(surroundings, now)
    }

    private mutating func end(_ failure: RouteFailure, closing: Bool = false) -> [RouteAction] {
        phase = .done
        return (closing ? [.close] : []) + [.fail(failure)]
    }

    // MARK: Time and views

    private mutating func timePassed(
        _ surroundings: Surroundings,
        _ now: Instant
    ) -> [RouteAction] {
        guard let nextDeadline, now >= nextDeadline else { return [] }
        if now >= deadline {
            switch phase {
            case .streaming(let request) where version != nil:
                // It lives and sends nothing, for longer than any origin may be silent.
                return [.close] + passOver(request, surroundings, now)
            case .streaming: return end(.unreachable, closing: true)
            case .asking: return [.stopAsking] + end(.unreachable)
            default: return end(.unreachable)
            }
        }
        switch phase {
        case .awaitingView(let number, _):
            givenUp = max(givenUp, number)
            return decide(surroundings, now)
        case .asking: return [.stopAsking] + settle(surroundings, now)
        case .pausing: return decide(surroundings, now)
        case .idle, .streaming, .done: return []
        }
    }

    private mutating func look(_ surroundings: Surroundings, _ now: Instant) -> [RouteAction] {
        let history = surroundings.history
        switch phase {
        case .awaitingView(let number, _):
            return history.current.number >= number ? decide(surroundings, now) : []
        case .asking(let waiting, _, _):
            guard let own, own.view < history.current.number else {
                return forget(waiting.filter { !surroundings.isAlive($0) }, surroundings, now)
            }
            let ranks = PathRanks(path: task.path, rule: task.rule, view: history.current)
            let isOwn = ranks.rank(of: surroundings.name) == own.rank
            // Who reads along asks the one whose path it is now.
            let yielding: [RouteAction] = isOwn ? [] : [.yield(view: history.current.number)]
            return [.stopAsking] + yielding + decide(surroundings, now)
        case .pausing:
            return decide(surroundings, now)
        case .idle, .streaming, .done: return []
        }
    }

    /// Members died that were asked.
    private mutating func forget(
        _ members: [String],
        _ surroundings: Surroundings,
        _ now: Instant
    ) -> [RouteAction] {
        members.flatMap { take(.nothing, from: $0, surroundings, now) }
    }
}
