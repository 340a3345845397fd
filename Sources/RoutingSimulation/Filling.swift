internal import Determinism
internal import Routing

// What the shell of a node does for a fill: the actions of its route, and its readers.
extension RoutingWorld {
    /// A client asks a node for an object.
    func arrive(at node: VirtualNode, _ path: String) {
        let reader = VirtualReader(
            number: readers.count + 1,
            path: path,
            node: node.name,
            began: now
        )
        readers.append(reader)
        tally.readers += 1
        note("reader \(reader.number) asks \(node.name) for \(path)")
        read(reader, at: node)
    }

    private func read(_ reader: VirtualReader, at node: VirtualNode) {
        if let stored = stored(reader.path, at: node) {
            reader.content = stored.content
            return finish(reader)
        }
        if let fill = node.fills[reader.path] {
            fill.readers.append(reader)
            return feed(reader, fill)
        }
        let fill = begin(reader.path, at: node)
        fill.readers.append(reader)
        step(fill, .start)
    }

    func stored(
        _ path: String,
        at node: VirtualNode
    ) -> (content: [VirtualUnit], version: ObjectVersion)? {
        isShared ? sharedStore[path] : node.store[path]
    }

    func begin(_ path: String, at node: VirtualNode) -> VirtualFill {
        let task = FillRoute.Task(
            path: Array(path.utf8),
            rule: nil,
            hasOrigin: true,
            isThorough: !isShared,
            patience: .seconds(40)
        )
        let fill = VirtualFill(path: path, node: node, route: FillRoute(task))
        node.fills[path] = fill
        return fill
    }

    func step(_ fill: VirtualFill, _ event: RouteEvent) {
        guard !fill.isOver, isRunning(fill.node, fill.incarnation) else { return }
        guard event == .start || isWanted(fill) else { return leave(fill) }
        let actions = fill.route.step(event, in: fill.node.surroundings, at: instant)
        for action in actions { perform(action, fill) }
        guard !fill.isOver, let deadline = fill.route.nextDeadline, deadline > instant,
            settings.fault != .sleepsOn
        else { return }
        queue.add(at: deadline.nanoseconds) { [self] in
            if fill.route.nextDeadline == deadline { step(fill, .timer) }
        }
    }

    /// Whether anybody reads along; what comes from the origin is stored all the same.
    private func isWanted(_ fill: VirtualFill) -> Bool {
        fill.isFetching || fill.readers.contains { $0.outcome == .waiting }
            || fill.streams.contains { !$0.isEnded }
    }

    private func perform(_ action: RouteAction, _ fill: VirtualFill) {
        switch action {
        case .open(let request): open(request, fill)
        case .close:
            fill.source?.isEnded = true
            fill.source = nil
        case .ask(let members, let question): ask(members, question, fill)
        case .stopAsking: fill.questions += 1
        case .fetch(let offset, let version): fetch(fill, from: offset, version: version)
        case .yield(let number):
            note("\(fill.node.name) yields \(fill.path), view \(number)")
            for stream in fill.streams { answer(stream, fill.node, .moved(view: number)) }
        case .refer(let member): refer(fill, to: member)
        case .complete: complete(fill)
        case .absent: fail(fill, "absent")
        case .fail(let failure): fail(fill, "\(failure)", isChanged: failure == .changed)
        }
    }

    private func refer(_ fill: VirtualFill, to member: String) {
        guard settings.fault != .passesOn else { return }
        for stream in fill.streams
        where !stream.request.unreachable.contains(member) {
            answer(stream, fill.node, .elsewhere(member))
        }
    }

    private func leave(_ fill: VirtualFill) {
        fill.isOver = true
        fill.source?.isEnded = true
        fill.source = nil
        if fill.node.fills[fill.path] === fill { fill.node.fills[fill.path] = nil }
    }

    // MARK: Bytes

    /// Units that came are passed on to all who read along.
    func append(_ units: [VirtualUnit], to fill: VirtualFill) {
        fill.content += units
        for reader in fill.readers { feed(reader, fill) }
        for stream in fill.streams { push(stream, fill) }
    }

    private func feed(_ reader: VirtualReader, _ fill: VirtualFill) {
        while reader.content.count < fill.content.count {
            reader.content.append(fill.content[reader.content.count])
            report(RightBytes.check(reader))
        }
    }

    private func finish(_ reader: VirtualReader) {
        guard reader.outcome == .waiting else { return }
        reader.outcome = .complete
        tally.complete += 1
        let units = origin.object(reader.path).units
        report(RightBytes.check(reader) ?? RightBytes.check(complete: reader, units: units))
    }

    func complete(_ fill: VirtualFill) {
        guard !fill.isOver else { return }
        let wasFetching = fill.isFetching
        endFetch(fill)
        leave(fill)
        note("\(fill.node.name) has \(fill.path)")
        if wasFetching, let version = fill.version {
            if isShared {
                sharedStore[fill.path] = sharedStore[fill.path] ?? (fill.content, version)
            } else {
                fill.node.store[fill.path] = (fill.content, version)
            }
        }
        for reader in fill.readers { finish(reader) }
        for stream in fill.streams { answer(stream, fill.node, .complete) }
    }

    func fail(_ fill: VirtualFill, _ reason: String, isChanged: Bool = false) {
        guard !fill.isOver else { return }
        endFetch(fill)
        leave(fill)
        note("\(fill.node.name) fails \(fill.path): \(reason)")
        tally.refused += fill.readers.count
        for reader in fill.readers where reader.outcome == .waiting {
            reader.outcome = .failed(reason)
        }
        for stream in fill.streams {
            answer(stream, fill.node, isChanged ? .changed : .refused)
        }
    }

    /// A process ends: its readers lose their connections.
    func abandon(_ fill: VirtualFill) {
        endFetch(fill)
        fill.isOver = true
        for reader in fill.readers where reader.outcome == .waiting {
            reader.outcome = .failed("the node ended")
        }
    }

    private func endFetch(_ fill: VirtualFill) {
        fill.isFetching = false
        origin.fetches.removeAll { $0 === fill }
    }

    // MARK: The origin

    private func fetch(_ fill: VirtualFill, from offset: UInt64, version: ObjectVersion?) {
        if let stored = stored(fill.path, at: fill.node),
            version?.isSame(as: stored.version) ?? true
        {
            // The second look: it was stored while others were asked.
            fill.version = fill.version ?? stored.version
            append(Array(stored.content[fill.content.count...]), to: fill)
            return complete(fill)
        }
        fill.isFetching = true
        fill.fetchBegan = (now, fill.node.surroundings.history.current.number)
        tally.originFetches += 1
        if offset > 0 { tally.resumptions += 1 }
        note("\(fill.node.name) fetches \(fill.path) from \(offset)")
        report(OneFetch.check(fill, in: self))
        origin.fetches.append(fill)
        after(span(5, 60)) { [self] in originAnswers(fill, expecting: version) }
    }

    private func originAnswers(_ fill: VirtualFill, expecting version: ObjectVersion?) {
        guard !fill.isOver, isRunning(fill.node, fill.incarnation) else { return }
        let object = origin.object(fill.path)
        let head = ObjectVersion(
            validator: object.hasValidator ? "\"\(object.version)\"" : nil,
            fetcher: fill.node.name,
            modifiedMilliseconds: Int64(now / 1_000_000),
            size: UInt64(object.units)
        )
        if let version, version.validator != head.validator, settings.fault != .mixesVersions {
            return fail(fill, "changed at the origin", isChanged: true)
        }
        fill.version = fill.version ?? head
        for stream in fill.streams { push(stream, fill) }
        originSends(fill, object)
    }

    private func originSends(_ fill: VirtualFill, _ object: VirtualOrigin.Object) {
        guard !fill.isOver, isRunning(fill.node, fill.incarnation) else { return }
        guard fill.content.count < object.units else { return complete(fill) }
        append([object.content[fill.content.count]], to: fill)
        after(span(5, 200)) { [self] in originSends(fill, object) }
    }
}

extension RoutingWorld {
    /// Fetches as a node alone would, for a fault.
    func stepAlone(_ fill: VirtualFill) {
        perform(.fetch(from: 0, version: nil), fill)
    }
}
