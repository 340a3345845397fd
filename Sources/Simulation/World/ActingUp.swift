import Determinism
import Raft

/// What the adversary does.
extension World {
    func actUp() throws(Violation) {
        plan(.nemesis, after: 1 + chance.below(tuning.nemesisPause * 2))
        let total = tuning.weights.reduce(0) { $0 + $1.weight }
        var ticket = chance.below(total)
        for (act, weight) in tuning.weights {
            if ticket < weight { return try perform(act) }
            ticket -= weight
        }
    }

    private var anyNode: Int { chance.below(nodes.count) }

    private var leaders: [Int] {
        nodes.indices.filter { nodes[$0].core?.currentRole == .leader }
    }

    private func perform(_ act: Nemesis.Act) throws(Violation) {
        note("adversary: \(act)")
        switch act {
        case .crash: try stop(anyNode)
        case .crashLeader: if let leader = chance.pick(leaders) { try stop(leader) }
        case .crashAll: for index in nodes.indices { try stop(index) }
        case .split: split()
        case .isolateLeader: if let leader = chance.pick(leaders) { isolate(leader) }
        case .cutOneWay: network.cut(from: anyNode, to: anyNode)
        case .heal: network.healAll()
        case .disturbNetwork: disturbNetwork()
        case .disconnect: disconnect()
        case .slowDisk:
            let index = anyNode
            nodes[index].disk.longestSync = chance.between(2, 150) * 1_000_000
        case .stallDisk:
            let length = chance.between(50, 1_500) * 1_000_000
            nodes[chance.pick(leaders) ?? anyNode].disk.stalledUntil = time + length
        case .failDisk:
            let length = chance.between(20, 1_000) * 1_000_000
            nodes[chance.pick(leaders) ?? anyNode].disk.failingUntil = time + length
        case .jumpClock: jumpClock()
        case .jumpAllClocks: try endPatience(except: nil)
        case .deposeLeader:
            // The others elect another at once, and the old one is the last to know.
            guard let leader = chance.pick(leaders) else { return }
            isolate(leader)
            try endPatience(except: leader)
        case .addLearner: change { .addLearner($0) }
        case .promote: change { .promote($0) }
        case .demoteOrRemove:
            let isGone = chance.happens(700)
            change { isGone ? .remove($0) : .demote($0) }
        case .transfer:
            guard let leader = chance.pick(leaders) else { return }
            let target = chance.happens(300) ? nil : nodes[anyNode].id
            nodes[leader].inbox.append(.transferLeadership(to: target))
        }
    }

    private func stop(_ index: Int) throws(Violation) {
        guard nodes[index].core != nil else { return }
        try crash(index)
        nodes[index].disk.failingUntil = 0
        nodes[index].disk.stalledUntil = 0
        let downtime = chance.happens(500) ? chance.between(1, 60) : chance.between(60, 1_200)
        plan(.restart(node: index), after: downtime * 1_000_000)
    }

    /// Lets the clocks jump so far that several candidates may meet.
    private func endPatience(except spared: Int?) throws(Violation) {
        let span = Int64(tuning.electionTimeout.wholeNanoseconds) * 2
        for index in nodes.indices where index != spared {
            nodes[index].clock.jump(by: span, at: time)
        }
        for index in nodes.indices where index != spared { try run(index) }
    }

    /// Plans a crash for a moment at which much depends on what is saved.
    func tempt(_ index: Int) {
        guard !isHealed, tuning.strikes > 0, chance.happens(tuning.strikes) else { return }
        plan(
            .strike(node: index, incarnation: nodes[index].incarnation),
            after: chance.below(chance.happens(500) ? 500_000 : 5_000_000)
        )
    }

    func strike(_ index: Int, incarnation: Int) throws(Violation) {
        guard nodes[index].core != nil, nodes[index].incarnation == incarnation else { return }
        try crash(index)
        plan(.restart(node: index), after: chance.between(1, 10) * 1_000_000)
    }

    private func split() {
        network.healAll()
        let side = nodes.map { _ in chance.happens(500) }
        for one in nodes.indices {
            for other in nodes.indices where side[one] != side[other] {
                network.cut(from: one, to: other)
            }
        }
    }

    private func isolate(_ index: Int) {
        let isOneWay = chance.happens(400)
        for other in nodes.indices where other != index {
            network.cut(from: index, to: other)
            if !isOneWay { network.cut(from: other, to: index) }
        }
    }

    func disturbNetwork() {
        network.loss = chance.happens(500) ? 0 : chance.below(200)
        network.doubling = chance.happens(500) ? 0 : chance.below(150)
        network.straggling = chance.happens(500) ? 0 : chance.below(100)
        network.longestDelay = chance.between(1, 30) * 1_000_000
    }

    private func disconnect() {
        let index = anyNode
        guard nodes[index].core != nil else { return }
        nodes[index].inbox.append(.unreachable(nodes[anyNode].id))
    }

    private func jumpClock() {
        let index = anyNode
        let span = Int64(chance.between(1, 2_000)) * 1_000_000
        // A monotonic clock does not go back; the core must bear one that does all the same.
        nodes[index].clock.jump(by: chance.happens(800) ? span : -span / 10, at: time)
        if tuning.isClockHarsh {
            let rate = Int64(chance.below(100_000)) - 50_000
            nodes[index].clock.setRate(millionths: rate, at: time)
        }
    }

    private func change(_ make: (NodeID) -> ConfigurationChange) {
        let leader = chance.pick(leaders) ?? anyNode
        guard let core = nodes[leader].core else { return }
        let configuration = core.newestConfiguration
        // What certainly makes no sense would only be refused.
        let sensible = nodes.map { make($0.id) }.filter { configuration.applying($0) != nil }
        guard let change = chance.pick(sensible) else { return }
        nodes[leader].inbox.append(.change(ChangeProposal(id: makeNumber(), change: change)))
        if settings.fault == .overlapsChanges || settings.fault == .configuresAtCommit {
            let another = ConfigurationChange.addLearner(nodes[anyNode].id)
            let proposal = ChangeProposal(id: makeNumber(), change: another)
            nodes[leader].inbox.append(.change(proposal))
        }
    }
}
