import Determinism
import Raft
import Wire

/// The shell of a node, as every real one must be: it carries out each `Ready` before the next
/// step.
extension World {
    func start(_ index: Int) {
        nodes[index].incarnation += 1
        let core = RaftNode(
            settings: Settings(
                id: nodes[index].id,
                electionTimeout: tuning.electionTimeout,
                heartbeatInterval: tuning.heartbeatInterval,
                limits: tuning.limits,
                deviation: settings.fault?.deviation ?? []
            ),
            restoration: nodes[index].disk.current.restoration(limits: tuning.limits),
            seed: chance.next(),
            now: nodes[index].clock.local(at: time)
        )
        nodes[index].core = core
        note("\(nodes[index].id) starts at \(core.lastPosition), applied \(core.appliedIndex)")
        setTimer(index)
    }

    func crash(_ index: Int) throws(Violation) {
        guard let core = nodes[index].core else { return }
        note("\(nodes[index].id) crashes")
        tally.crashes += 1
        let underWay = nodes[index].underWay
        var effects: [(Entry, Applied?, UInt64)] = []
        let isCompleted = nodes[index].crash(
            at: time,
            fault: settings.fault,
            &chance
        ) { entry, effect, mark in
            effects.append((entry, effect, mark))
        }
        guard isCompleted, let underWay else { return }
        inspector.noteSaved(core, underWay)
        for (entry, effect, mark) in effects { try noteApplied(index, entry, effect, mark) }
    }

    /// Steps the core as long as there is something to do and no transaction to wait for.
    func run(_ index: Int) throws(Violation) {
        var rounds = 0
        while nodes[index].underWay == nil, let before = nodes[index].core.map(NodeView.init) {
            let now = nodes[index].clock.local(at: time)
            let events = nodes[index].inbox
            nodes[index].inbox.removeAll(keepingCapacity: true)
            guard let ready = nodes[index].core?.step(events, at: now) else { return }
            try inspect(index, before: before, ready: ready)
            try send(ready.sendFirst, from: index)
            if settings.fault == .acknowledgesBeforeSync
                || (settings.fault == .acknowledgesSnapshotBeforeSaved && ready.install != nil)
            {
                try send(ready.send, from: index)
            }
            if ready.hasTransaction {
                beginSave(index, ready)
            } else {
                try finish(index, ready)
            }
            rounds += 1
            guard rounds < 100 else {
                throw Violation("the core rests", "\(nodes[index].id) steps without end")
            }
            guard nodes[index].underWay == nil else { return }
            let isDue = nodes[index].core?.nextDeadline.map { $0 <= now } ?? false
            guard isDue || !nodes[index].inbox.isEmpty else { break }
        }
        if nodes[index].underWay == nil { setTimer(index) }
    }

    private func inspect(_ index: Int, before: NodeView, ready: Ready) throws(Violation) {
        guard let core = nodes[index].core else { return }
        if ready.leadershipChanged {
            note("\(nodes[index].id) is \(core.currentRole) in term \(core.currentTerm)")
            if core.currentRole == .leader { tally.elections += 1 }
        }
        if ready.transfer == .handedOver { tally.transfers += 1 }
        let isMomentous =
            ready.hardState != nil || ready.install != nil || ready.leadershipChanged
            || ready.entries.contains { $0.configuration != nil }
        if isMomentous { tempt(index) }
        try inspector.check(core, before: before, ready: ready) { node, position in
            let holder = Int(node.rawValue) - 1
            let isOwn = holder == index && core.newestConfiguration.voters == [node]
            let image = nodes[holder].disk.durable
            return isOwn || image.base.index >= position.index
                || image.term(at: position.index) == position.term
        }
    }

    private func setTimer(_ index: Int) {
        nodes[index].timer += 1
        guard let deadline = nodes[index].core?.nextDeadline else { return }
        let at = nodes[index].clock.worldTime(until: deadline, from: time)
        queue.add(.wake(node: index, timer: nodes[index].timer), at: max(at, time))
    }

    // MARK: The network

    func send(_ envelopes: [Envelope], from index: Int) throws(Violation) {
        for envelope in envelopes {
            try inspector.noteSent(envelope, from: index)
            try transmit(envelope)
        }
    }

    private func transmit(_ envelope: Envelope) throws(Violation) {
        var envelope = envelope
        if chance.happens(30) { envelope.message = try recoded(envelope.message) }
        var copies = 1
        if !isHealed {
            if network.loss > 0, chance.happens(network.loss) { copies = 0 }
            if network.doubling > 0, chance.happens(network.doubling) { copies += 1 }
        }
        for _ in 0..<copies { plan(.deliver(envelope), after: network.delay(&chance)) }
    }

    /// The message as it would arrive over a real wire.
    private func recoded(_ message: Message) throws(Violation) -> Message {
        do {
            let decoded = try MessageDecoder(limits: tuning.limits)
                .decode(MessageEncoder.encode(message))
            guard decoded == message else { throw Violation("codec", "\(message) changed") }
            return decoded
        } catch let error as WireError {
            throw Violation("codec", "\(message): \(error)")
        } catch let violation as Violation {
            throw violation
        } catch {
            throw Violation("codec", "\(error)")
        }
    }

    func deliver(_ envelope: Envelope) throws(Violation) {
        let sender = Int(envelope.from.rawValue) - 1
        let receiver = Int(envelope.to.rawValue) - 1
        guard network.isOpen(from: sender, to: receiver), nodes[receiver].core != nil else {
            return
        }
        note("\(envelope.from) → \(envelope.to)  \(envelope.message)")
        // A real shell's inbox is bounded too; what does not fit is lost like on the wire.
        guard nodes[receiver].inbox.count < 256 else { return }
        nodes[receiver].inbox.append(.received(envelope))
        try run(receiver)
    }

    // MARK: The disk

    private func beginSave(_ index: Int, _ ready: Ready) {
        nodes[index].saves += 1
        nodes[index].underWay = ready
        let disk = nodes[index].disk
        var latency: UInt64 = 2_000
        if ready.needsSync || settings.fault == .acknowledgesBeforeSync {
            latency = chance.between(disk.shortestSync, disk.longestSync)
        }
        if disk.stalledUntil > time { latency += disk.stalledUntil - time }
        let save = nodes[index].saves
        plan(.saved(node: index, save: save), after: latency)
        let patience = UInt64(tuning.electionTimeout.wholeNanoseconds)
        if latency > patience || disk.failingUntil > time {
            plan(.checkStall(node: index, save: save), after: patience)
        }
    }

    func endSave(_ index: Int, save: UInt64) throws(Violation) {
        guard nodes[index].saves == save, let ready = nodes[index].underWay else { return }
        if nodes[index].disk.failingUntil > time || nodes[index].disk.stalledUntil > time {
            // Nothing of it was saved; try again until it is.
            tally.failedSaves += 1
            note("\(nodes[index].id) cannot save")
            return plan(.saved(node: index, save: save), after: 20_000_000)
        }
        nodes[index].underWay = nil
        try finish(index, ready)
        try run(index)
    }

    func checkStall(_ index: Int, save: UInt64) throws(Violation) {
        guard nodes[index].saves == save, nodes[index].underWay != nil else { return }
        let now = nodes[index].clock.local(at: time)
        guard let ready = nodes[index].core?.storageStalled(at: now) else { return }
        guard !ready.hasTransaction, ready.send.isEmpty, ready.sendFirst.isEmpty else {
            throw Violation("the core rests", "\(nodes[index].id) wants to save while it cannot")
        }
        note("\(nodes[index].id) stands aside: its disk does not answer")
        tally.stalls += 1
        answerReads(index, ready)
    }

    /// What comes after the transaction.
    private func finish(_ index: Int, _ ready: Ready) throws(Violation) {
        // Places in the log first: a sole voter's commands are applied in the same step.
        noteAccepted(index, ready)
        if let core = nodes[index].core { inspector.noteSaved(core, ready) }
        if ready.hasTransaction {
            var effects: [(Entry, Applied?, UInt64)] = []
            nodes[index].disk.commit(ready, fault: settings.fault) { entry, effect, mark in
                effects.append((entry, effect, mark))
            }
            for (entry, effect, mark) in effects { try noteApplied(index, entry, effect, mark) }
        }
        if ready.install != nil {
            tally.snapshotsInstalled += 1
            note("\(nodes[index].id) installs the snapshot at \(nodes[index].disk.current.applied)")
        }
        if settings.fault != .acknowledgesBeforeSync,
            settings.fault != .acknowledgesSnapshotBeforeSaved || ready.install == nil
        {
            try send(ready.send, from: index)
        }
        refuse(index, ready)
        answerReads(index, ready)
        for load in ready.loads { self.load(index, load) }
        for read in ready.snapshotReads { readSnapshot(index, read) }
    }

    private func load(_ index: Int, _ load: EntryLoad) {
        let entries = nodes[index].disk.current.entries(
            from: load.start,
            maximumBytes: load.maximumBytes,
            maximumCount: load.maximumCount
        )
        tally.entriesLoaded += entries.count
        answerFromDisk(index, .loaded(LoadedEntries(peer: load.peer, entries: entries)))
    }

    private func answerFromDisk(_ index: Int, _ event: Event) {
        plan(
            .diskRead(node: index, incarnation: nodes[index].incarnation, event: event),
            after: chance.between(10_000, 500_000)
        )
    }

    private func readSnapshot(_ index: Int, _ read: SnapshotRead) {
        if read.identity == nil {
            let image = nodes[index].disk.current
            var machine = image.machine
            if settings.fault == .snapshotForgetsSessions { machine.forgetSessions() }
            nodes[index].sending[read.peer] = VirtualNode<Machine>.Sending(
                identity: SnapshotIdentity(
                    position: image.applied,
                    configuration: image.appliedConfiguration,
                    token: makeNumber()
                ),
                bytes: machine.snapshot()
            )
        }
        guard let sending = nodes[index].sending[read.peer],
            read.identity == nil || read.identity == sending.identity,
            read.offset <= UInt64(sending.bytes.count), !chance.happens(isHealed ? 0 : 10)
        else { return answerFromDisk(index, .snapshotUnavailable(to: read.peer)) }
        let start = Int(read.offset)
        let end = min(start + read.maximumBytes, sending.bytes.count)
        let part = SnapshotPart(
            peer: read.peer,
            identity: sending.identity,
            offset: read.offset,
            isLast: end == sending.bytes.count,
            bytes: Array(sending.bytes[start..<end])
        )
        answerFromDisk(index, .snapshotRead(part))
    }
}
