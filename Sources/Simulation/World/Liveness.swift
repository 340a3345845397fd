import Determinism
import Raft

/// After the chaos: with every node up, every link open and every disk well, there must be progress
/// within a bound.
extension World {
    /// Two hundred election timeouts for everything: an election, catching up by snapshot with
    /// parts of a few bytes, all requests answered.
    private var patience: UInt64 { 200 * UInt64(tuning.electionTimeout.wholeNanoseconds) }

    func expectProgress() throws(Violation) {
        heal()
        let deadline = time + patience
        while time < deadline {
            for _ in 0..<200 {
                guard try step() else { break }
            }
            if isSettled { return }
        }
        throw Violation("progress", describeUnsettled())
    }

    private func heal() {
        note("the world heals")
        isHealed = true
        network.behave()
        for index in nodes.indices {
            nodes[index].disk.behave()
            if nodes[index].core == nil { start(index) }
        }
        for client in clients.indices {
            clients[client].finalReads = Array(0..<KeyValueMachine.keys)
            if clients[client].current == nil { setAlarm(client, after: 1) }
        }
    }

    private var isSettled: Bool {
        guard clients.allSatisfy({ $0.current == nil && $0.finalReads?.isEmpty == true }),
            let leader = settledLeader, let core = nodes[leader].core,
            core.commitIndex == core.lastPosition.index
        else { return false }
        return core.newestConfiguration.members.allSatisfy { member in
            nodes[Int(member.rawValue) - 1].disk.current.applied.index == core.commitIndex
        }
    }

    private var settledLeader: Int? {
        nodes.indices.filter { nodes[$0].core?.currentRole == .leader }
            .max { (nodes[$0].core?.currentTerm ?? 0) < (nodes[$1].core?.currentTerm ?? 0) }
    }

    private func describeUnsettled() -> String {
        let waiting = clients.filter { $0.current != nil }.count
        var lines = ["no progress within \(patience / 1_000_000) ms; \(waiting) clients wait"]
        for node in nodes {
            guard let status = node.core?.status else { continue }
            lines.append(
                "\(status.id) \(status.role) term \(status.term) leader"
                    + " \(status.leader?.description ?? "none") commit \(status.commit)"
                    + " applied \(status.applied) log \(status.base)...\(status.last)"
                    + " members \(status.configuration) saving \(node.underWay != nil)"
            )
        }
        return lines.joined(separator: "\n    ")
    }
}
