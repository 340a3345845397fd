import Determinism
import Gossip

/// What can be done to the processes of a world.
extension GossipWorld {
    // MARK: Beginning

    /// Adds a process that is not running yet and returns its number.
    func add(name: MemberName, group: Int = 0, isImpostor: Bool = false) -> Int {
        let index = processes.count
        processes.append(
            VirtualProcess(
                name: name,
                group: group,
                isImpostor: isImpostor,
                address: owners.count
            )
        )
        owners.append(index)
        if !isImpostor { indices[name] = index }
        if settings.checksPairs {
            for row in seenIncarnations.indices {
                seenIncarnations[row].append(0)
                wrongSince[row].append(nil)
            }
            seenIncarnations.append([UInt64](repeating: 0, count: index + 1))
            wrongSince.append([Instant?](repeating: nil, count: index + 1))
        }
        return index
    }

    static func name(_ index: Int) -> MemberName {
        guard let name = MemberName("n\(index)") else { preconditionFailure("n\(index)") }
        return name
    }

    /// The first founds a cluster, the others join it by up to two seeds, shortly after each other.
    package func startByJoining() {
        for index in 0..<settings.size {
            _ = add(name: Self.name(index))
            after(.milliseconds(20 * index), .start(index, moves: false))
        }
    }

    /// All begin with a complete view, as after a long calm.
    package func startConverged() {
        for index in 0..<settings.size { _ = add(name: Self.name(index)) }
        let members = processes.map { process in
            Announcement(
                name: process.name,
                address: Self.address(process.address),
                incarnation: 1,
                metadataVersion: 1,
                metadata: []
            )
        }
        let identity = SavedIdentity(
            cluster: ClusterIdentity(settings.seed),
            incarnation: 1,
            metadataVersion: 1
        )
        let prototype = GossipNode(
            settings: coreSettings(0, seeds: []),
            saved: SavedState(identity: identity, members: members),
            seed: 0,
            at: now
        )
        for index in processes.indices {
            processes[index].node = GossipNode(
                settings: coreSettings(index, seeds: []),
                sharing: prototype,
                seed: generator.next(),
                at: now
            )
            processes[index].condition = .running
            processes[index].hasJoined = true
            step(index, [])
        }
    }

    func coreSettings(_ index: Int, seeds: [Address]) -> Settings {
        let process = processes[index]
        var core = Settings(
            name: process.name,
            address: Self.address(process.address),
            metadata: [UInt8](repeating: process.metadataCount, count: 300),
            seeds: seeds,
            timing: settings.timing
        )
        if !settings.checksPairs { core.metadata = [] }
        core.lifeguard = settings.lifeguard
        core.probesByStream = settings.probesByStream
        core.deviation = settings.fault?.deviation ?? []
        return core
    }

    /// Starts a process with what its disk holds, perhaps under a new address.
    func start(_ index: Int, moves: Bool) {
        guard processes[index].condition == .down || processes[index].condition == .left else {
            return
        }
        if moves {
            owners[processes[index].address] = -1
            processes[index].address = owners.count
            owners.append(index)
        }
        let saved = processes[index].savedIdentity.map { identity in
            let members = processes[index].savedMembers.values.sorted { $0.name < $1.name }
            return SavedState(identity: identity, members: members)
        }
        let needsSeeds = saved == nil || saved?.members.isEmpty == true
        let seeds = needsSeeds ? self.seeds(for: index) : []
        processes[index].epoch += 1
        processes[index].node = GossipNode(
            settings: coreSettings(index, seeds: seeds),
            saved: saved,
            seed: generator.next(),
            at: now
        )
        processes[index].condition = .running
        processes[index].disturbedAt = now
        processes[index].scheduledWake = nil
        processes[index].inbox = []
        processes[index].hasJoined = false
        step(index, [])
    }

    /// Two processes of the same group, running ones where there are any.
    private func seeds(for index: Int) -> [Address] {
        let group = processes[index].group
        let others = processes.indices.filter {
            $0 != index && processes[$0].group == group && !processes[$0].isImpostor
                && processes[$0].epoch > 0
        }
        let running = others.filter { processes[$0].isRunning && processes[$0].hasJoined }
        let choice = (running.isEmpty ? others : running).shuffled(using: &generator)
        return choice.prefix(2).map { Self.address(processes[$0].address) }
    }

    // MARK: Stopping

    func crash(_ index: Int) {
        guard processes[index].condition == .running || processes[index].condition == .hung else {
            return
        }
        tally.crashes += 1
        processes[index].condition = .down
        stop(index)
    }

    /// What every end of a process has in common.
    func stop(_ index: Int) {
        processes[index].node = nil
        processes[index].scheduledWake = nil
        processes[index].inbox = []
        processes[index].disturbedAt = now
    }

    /// Stops a process as SIGSTOP does: its sockets go on to take in what they have room for.
    func hang(_ index: Int, for duration: Duration) {
        guard processes[index].isRunning else { return }
        tally.hangs += 1
        processes[index].condition = .hung
        processes[index].disturbedAt = now
        after(duration, .resume(index, epoch: processes[index].epoch))
    }

    func resume(_ index: Int) {
        guard processes[index].condition == .hung else { return }
        processes[index].condition = .running
        processes[index].disturbedAt = now
        drain(index)
    }

    /// Reads what waits, a batch at a time, as an event loop does.
    func drain(_ index: Int) {
        guard processes[index].isRunning else { return }
        let batch = Array(processes[index].inbox.prefix(16))
        processes[index].inbox.removeFirst(batch.count)
        if !processes[index].inbox.isEmpty { after(.milliseconds(1), .drain(index)) }
        step(index, batch)
    }

    func leave(_ index: Int) {
        guard processes[index].isRunning, processes[index].hasJoined else { return }
        tally.leaves += 1
        step(index, [.leave])
    }

    // MARK: The network

    func partition() {
        isPartitioned = true
        tally.partitions += 1
        partitionChangedAt = now
        for index in processes.indices {
            processes[index].side = Int.random(in: 0...1, using: &generator)
        }
    }

    func heal() {
        guard isPartitioned else { return }
        isPartitioned = false
        partitionChangedAt = now
        for index in processes.indices { processes[index].side = 0 }
    }
}
