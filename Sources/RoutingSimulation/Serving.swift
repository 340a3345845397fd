internal import Determinism
internal import Routing

// Streams and questions between nodes.
extension RoutingWorld {
    static let silence: UInt64 = 3_000_000_000
    private static let beat: UInt64 = 1_000_000_000

    private func holding(_ path: String, at node: VirtualNode) -> ForwardedMiss.Holding {
        ForwardedMiss.Holding(
            isStored: stored(path, at: node) != nil,
            fill: node.fills[path]?.route.standing
        )
    }

    private func hear(_ number: UInt64, _ node: VirtualNode) {
        node.surroundings.hear(number)
    }

    /// Waits for a view, up to the limit.
    private func waitFor(_ number: UInt64, _ node: VirtualNode, _ action: @escaping (Bool) -> Void)
    {
        hear(number, node)
        let incarnation = node.incarnation
        let ticket = tally.events
        node.waiting.append(VirtualNode.Waiting(view: number, number: ticket, action: action))
        after(2_000_000_000) { [self] in
            guard isRunning(node, incarnation),
                let index = node.waiting.firstIndex(where: { $0.number == ticket })
            else { return }
            node.waiting.remove(at: index).action(false)
        }
    }

    // MARK: Questions

    func ask(_ members: [String], _ question: Question, _ fill: VirtualFill) {
        let round = fill.questions
        for member in members {
            let node = node(member)
            let answer = { [self] (event: RouteEvent) in
                guard fill.questions == round else { return }
                if case .answered(_, .moved(let number)) = event { hear(number, fill.node) }
                step(fill, event)
            }
            if settings.fault == .asksNobody {
                after(1_000_000) { answer(.answered(by: member, .nothing)) }
                continue
            }
            guard carries(fill.node, node) else { continue }
            after(span(1, 20)) { [self] in
                guard node.isUp else {
                    return after(1_000_000) { answer(.unanswered(by: member)) }
                }
                reply(question, from: fill, at: node) { [self] reply in
                    guard carries(node, fill.node) else { return }
                    after(span(1, 20)) { answer(.answered(by: member, reply)) }
                }
            }
        }
    }

    private func reply(
        _ question: Question,
        from fill: VirtualFill,
        at node: VirtualNode,
        hasWaited: Bool = false,
        _ answer: @escaping (QuestionAnswer) -> Void
    ) {
        let miss = ForwardedMiss(path: Array(fill.path.utf8), rule: nil)
        let mustHurry = settings.fault == .answersEarly
        if !mustHurry { hear(question.view, node) }
        let reply = miss.answer(
            question,
            holding(fill.path, at: node),
            in: node.surroundings,
            hasWaited: hasWaited || mustHurry
        )
        switch reply {
        case .answer(let value): answer(value)
        case .awaitView(let number):
            waitFor(number, node) { [self] isThere in
                self.reply(question, from: fill, at: node, hasWaited: !isThere, answer)
            }
        case .yield:
            answer(.nothing)
            guard settings.fault != .ignoresRanks, let own = node.fills[fill.path] else { return }
            step(own, .outranked(by: fill.node.name))
        }
    }

    // MARK: Streams

    func open(_ request: StreamRequest, _ fill: VirtualFill) {
        let node = node(request.member)
        if case .attach = request.intent { tally.handOvers += 1 }
        var asked = request
        if settings.fault == .mixesVersions || settings.fault == .ignoresOffset {
            asked = StreamRequest(
                member: request.member,
                intent: request.intent,
                view: request.view,
                offset: settings.fault == .ignoresOffset ? 0 : request.offset,
                version: nil,
                unreachable: request.unreachable
            )
        }
        let stream = VirtualStream(asked, asker: fill, server: node, now: now)
        fill.source = stream
        note("\(fill.node.name) reads \(fill.path) from \(node.name), \(request.intent)")
        let isSent = carries(fill.node, node)
        if !isSent { stream.isTorn = true }
        after(Self.beat) { [self] in watch(stream, node) }
        guard isSent else { return }
        after(span(1, 20)) { [self] in
            guard node.isUp, node.incarnation == stream.serverIncarnation else {
                return after(1_000_000) { [self] in tell(stream, .broken) }
            }
            serve(stream, node, hasWaited: false)
        }
    }

    /// Sees to it that a stream whose other side is gone or silent ends.
    private func watch(_ stream: VirtualStream, _ node: VirtualNode) {
        let asker = stream.asker
        if !isRunning(asker.node, asker.incarnation), carries(node, asker.node) {
            stream.isEnded = true
        }
        guard stream.asker.source === stream else { return }
        let isThere = isRunning(node, stream.serverIncarnation)
        if carries(node, stream.asker.node), !stream.isTorn {
            guard isThere else { return tell(stream, .broken) }
            stream.lastHeard = now
        }
        if now - stream.lastHeard >= Self.silence {
            return tell(stream, .broken)
        }
        after(Self.beat) { [self] in watch(stream, node) }
    }

    private func serve(_ stream: VirtualStream, _ node: VirtualNode, hasWaited: Bool) {
        guard !stream.isEnded, isRunning(node, stream.serverIncarnation) else { return }
        let path = stream.asker.path
        hear(stream.request.view, node)
        let verdict = ForwardedMiss(path: Array(path.utf8), rule: nil).judge(
            stream.request,
            from: stream.asker.node.name,
            holding(path, at: node),
            in: node.surroundings,
            hasWaited: hasWaited
        )
        switch verdict {
        case .serveStored: serveStored(stream, node, path)
        case .join: join(stream, node.fills[path], node)
        case .begin: begin(stream, path, node)
        case .moved where settings.fault == .servesAnything: begin(stream, path, node)
        case .moved where settings.fault == .forwardsAgain: begin(stream, path, node)
        case .moved(let number): answer(stream, node, .moved(view: number))
        case .awaitView(let number):
            waitFor(number, node) { [self] isThere in serve(stream, node, hasWaited: !isThere) }
        case .elsewhere where settings.fault == .passesOn: join(stream, node.fills[path], node)
        case .elsewhere(let member): answer(stream, node, .elsewhere(member))
        case .unready: answer(stream, node, .unready)
        case .absent: answer(stream, node, .absent)
        }
    }

    private func begin(_ stream: VirtualStream, _ path: String, _ node: VirtualNode) {
        if let fill = node.fills[path] { return join(stream, fill, node) }
        let fill = begin(path, at: node)
        fill.streams.append(stream)
        if settings.fault == .servesAnything {
            // As if the node were alone: it fetches without a thought.
            fill.route = FillRoute(
                FillRoute.Task(
                    path: Array(path.utf8),
                    rule: nil,
                    hasOrigin: true,
                    isThorough: false,
                    patience: .seconds(40)
                )
            )
            let actions = fill.route.step(.start, in: Surroundings(name: node.name), at: instant)
            precondition(actions == [.fetch(from: 0, version: nil)], "alone: \(actions)")
            return stepAlone(fill)
        }
        step(fill, .start)
    }

    private func join(_ stream: VirtualStream, _ fill: VirtualFill?, _ node: VirtualNode) {
        guard let fill else { return answer(stream, node, .absent) }
        fill.streams.append(stream)
        push(stream, fill)
    }

    private func serveStored(_ stream: VirtualStream, _ node: VirtualNode, _ path: String) {
        guard let stored = stored(path, at: node) else { return answer(stream, node, .absent) }
        if let version = stream.request.version, !version.isSame(as: stored.version) {
            return answer(stream, node, .changed)
        }
        send(stream, node) { [self] in tell(stream, .head(stored.version)) }
        let units = Array(stored.content[stream.sent...])
        send(stream, node) { [self] in take(units, stream) }
        answer(stream, node, .complete)
    }

    /// Sends what the fill has and the stream has not.
    func push(_ stream: VirtualStream, _ fill: VirtualFill) {
        guard !stream.isEnded, let version = fill.version else { return }
        report(OneHop.check(stream, of: fill))
        if !stream.hasHead {
            stream.hasHead = true
            if let wanted = stream.request.version, !wanted.isSame(as: version) {
                return answer(stream, fill.node, .changed)
            }
            send(stream, fill.node) { [self] in tell(stream, .head(version)) }
        }
        guard stream.sent < fill.content.count else { return }
        let units = Array(fill.content[stream.sent...])
        stream.sent = fill.content.count
        send(stream, fill.node) { [self] in take(units, stream) }
    }

    /// The last message of a stream.
    func answer(_ stream: VirtualStream, _ node: VirtualNode, _ event: RouteEvent) {
        guard !stream.isEnded else { return }
        send(stream, node) { [self] in tell(stream, event) }
        stream.isEnded = true
    }

    private func send(_ stream: VirtualStream, _ node: VirtualNode, _ action: @escaping () -> Void)
    {
        guard !stream.isEnded, !stream.isTorn else { return }
        guard carries(node, stream.asker.node) else {
            stream.isTorn = true
            return
        }
        stream.arrivesAfter = max(now + span(1, 20), stream.arrivesAfter + 1)
        queue.add(at: stream.arrivesAfter) { [self] in
            guard carries(node, stream.asker.node) else {
                stream.isTorn = true
                return
            }
            if !stream.isTorn { action() }
        }
    }

    private func take(_ units: [VirtualUnit], _ stream: VirtualStream) {
        let fill = stream.asker
        guard fill.source === stream, isRunning(fill.node, fill.incarnation) else { return }
        append(units, to: fill)
        step(fill, .received(total: UInt64(fill.content.count)))
    }

    private func tell(_ stream: VirtualStream, _ event: RouteEvent) {
        let fill = stream.asker
        guard fill.source === stream, isRunning(fill.node, fill.incarnation) else { return }
        switch event {
        case .head(let version):
            if settings.fault == .mixesVersions, fill.version != nil { return }
            fill.version = fill.version ?? version
            step(fill, event)
            stream.hasArrived = true
            for other in fill.streams { push(other, fill) }
            return
        case .moved(let number): hear(number, fill.node)
        default: break
        }
        stream.isEnded = true
        fill.source = nil
        step(fill, event)
    }
}
