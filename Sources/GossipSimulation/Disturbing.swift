import Determinism
import Gossip

/// Churn: what goes wrong, drawn from the seed.
extension GossipWorld {
    /// Lets everything go wrong for a while, calms the world, and checks what is left of it.
    package func runChurn(for duration: Duration) throws(GossipViolation) {
        startByJoining()
        addStrangers()
        inspectedAt = now
        after(.seconds(1), .inspect)
        try run(for: .seconds(8))
        isDisturbing = true
        after(.seconds(1), .disturb)
        try run(for: duration)
        try calmDown()
        checkRest()
        if let violation { throw violation }
    }

    /// Two nodes of another cluster, whose messages go astray now and then.
    private func addStrangers() {
        for number in 0..<2 {
            guard let name = MemberName("stranger\(number)") else { continue }
            let index = add(name: name, group: 1)
            after(.milliseconds(10 + 20 * number), .start(index, moves: false))
        }
    }

    /// Ends all disturbances, starts what is down, and waits until the dead must be forgotten.
    private func calmDown() throws(GossipViolation) {
        isDisturbing = false
        weather = NetworkWeather()
        heal()
        for index in processes.indices {
            resume(index)
            if processes[index].isImpostor { endImpostor(index) }
            if processes[index].condition == .down, !processes[index].isImpostor,
                index % 3 != 0
            {
                start(index, moves: false)
            }
        }
        try run(for: settings.bound + settings.timing.forgetAfter + .seconds(20))
        for index in processes.indices { processes[index].sentBefore = processes[index].sent }
        isCalm = true
        try run(for: .seconds(5))
    }

    func disturb() {
        guard isDisturbing else { return }
        let pause = Duration.milliseconds(Int.random(in: 200...2_500, using: &generator))
        after(pause, .disturb)
        let members = processes.indices.filter {
            processes[$0].group == 0 && !processes[$0].isImpostor
        }
        let running = members.filter { processes[$0].isRunning && processes[$0].hasJoined }
        guard let index = running.randomElement(using: &generator) else {
            startOne(of: members)
            return
        }
        let mayLose = running.count * 2 > members.count
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<16: if mayLose { crash(index) }
        case 16..<44: startOne(of: members)
        case 44..<58:
            if mayLose {
                let pause = Int.random(in: 300...6_000, using: &generator)
                hang(index, for: .milliseconds(pause))
            }
        case 58..<64:
            if !isPartitioned {
                partition()
                after(.milliseconds(Int.random(in: 1_000...8_000, using: &generator)), .heal)
            }
        case 64..<72: if mayLose { leave(index) }
        case 72..<84:
            processes[index].metadataCount &+= 1
            let bytes = [UInt8](repeating: processes[index].metadataCount, count: 300)
            step(index, [.metadata(bytes)])
        case 84..<90: misdirect(to: index)
        case 90..<96: startImpostor(of: index)
        default: crashAndStartAtOnce(index)
        }
    }

    private func startOne(of members: [Int]) {
        let stopped = members.filter {
            processes[$0].condition == .down || processes[$0].condition == .left
        }
        guard let index = stopped.randomElement(using: &generator) else { return }
        tally.restarts += 1
        start(index, moves: draw(0.3))
    }

    /// A restart so quick that nobody notices the death.
    private func crashAndStartAtOnce(_ index: Int) {
        crash(index)
        tally.restarts += 1
        after(.milliseconds(50), .start(index, moves: draw(0.3)))
    }

    /// A datagram and an exchange of the other cluster come to a member of this one.
    private func misdirect(to index: Int) {
        guard
            let stranger = processes.indices.first(where: {
                processes[$0].group == 1 && processes[$0].isRunning && processes[$0].hasJoined
            }),
            let node = processes[stranger].node, let cluster = node.clusterIdentity
        else { return }
        let announcement = node.announcement
        let datagram = Datagram(cluster: cluster, messages: [.alive(announcement)])
        let address = processes[stranger].address
        after(delay(), .datagram(to: index, from: address, datagram))
        let knowledge = Knowledge(
            cluster: cluster,
            sender: announcement,
            members: [],
            isLast: true
        )
        let link = StreamLink(
            initiator: stranger,
            epoch: processes[stranger].epoch,
            exchange: 0,
            responder: index
        )
        after(delay(), .asked(to: index, link, .knowledge(knowledge)))
    }

    // MARK: Impostors

    /// A process with the name of a running member asks to be let in.
    private func startImpostor(of index: Int) {
        let count = processes.count { $0.isImpostor && $0.isRunning }
        guard count == 0, !isPartitioned else { return }
        let impostor = add(name: processes[index].name, isImpostor: true)
        processes[impostor].epoch = 1
        tally.restarts += 1
        start(impostor, moves: false)
        after(.seconds(6), .endImpostor(impostor))
    }

    func endImpostor(_ index: Int) {
        guard processes[index].isImpostor, processes[index].condition != .down else { return }
        processes[index].condition = .down
        owners[processes[index].address] = -1
        stop(index)
    }

    /// Whether the rightful holder of a name ran and could be reached since an impostor started.
    func holderIsUndisturbed(since moment: Instant, _ holder: Int) -> Bool {
        processes[holder].isRunning && processes[holder].hasJoined
            && processes[holder].disturbedAt < moment && partitionChangedAt < moment
            && !isPartitioned
    }
}

extension GossipWorld {
    /// Lets a process stop for 2 to 20 s, with 1 to 10 s between, as an overloaded one does.
    func slowDown(_ index: Int, until end: Duration) {
        var moment = drawn(.seconds(10))
        while moment < end {
            let pause = Duration.seconds(2) + drawn(.seconds(18))
            after(moment, .hang(index, pause))
            moment += pause + .seconds(1) + drawn(.seconds(9))
        }
    }
}
