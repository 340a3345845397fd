import Raft

/// A story in text: commands, each followed by everything that happened because of it.
///
///     # A comment.
///     > voters 3
///     > campaign n1
///     n1 is probing in term 0
///
/// `docs/simulation.md` lists the commands.
struct Script {
    enum Problem: Error, Equatable {
        case unknown(command: String)
    }

    private var cluster = TestCluster(voters: 1)

    /// The script with what really happened under each command.
    static func run(_ text: String) throws(Problem) -> String {
        var script = Script()
        var result: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("> ") {
                result.append(String(line))
                script.cluster.log = []
                try script.perform(line.dropFirst(2).split(separator: " ").map(String.init))
                result += script.cluster.log
            } else if line.hasPrefix("#") || line.isEmpty {
                result.append(String(line))
            }
        }
        return result.joined(separator: "\n")
    }

    private mutating func perform(_ words: [String]) throws(Problem) {
        let numbers = words.dropFirst().compactMap { UInt64($0.drop { $0 == "n" }) }
        let node = numbers.first ?? 0
        let second = numbers.dropFirst().first
        switch words.first {
        case "voters": try begin(words)
        case "campaign": cluster.campaign(node)
        case "elect":
            cluster.elect(node)
            cluster.log = ["n\(node) leads term \(cluster.core(node).currentTerm)"]
        case "deliver": cluster.deliver(where: filter(numbers))
        case "settle" where numbers.isEmpty: cluster.settle()
        case "settle": cluster.settle(among: numbers)
        case "drop": cluster.drop(where: filter(numbers))
        case "tick": cluster.elapse(node, TestCluster.heartbeatInterval)
        case "wait": cluster.elapse(node, .milliseconds(second ?? 0))
        case "silence": cluster.passTime(.milliseconds(node))
        case "propose": for command in words.dropFirst(2) { cluster.propose(node, command) }
        case "read": cluster.read(node)
        case "crash": cluster.crash(node)
        case "recover": cluster.recover(node)
        case "disk": try disk(node, words)
        case "stall": cluster.stall(node)
        case "unreachable": cluster.step(node, [.unreachable(NodeID(second ?? 0))])
        case "transfer":
            cluster.step(node, [.transferLeadership(to: second.map { NodeID($0) })])
        case "status": status(node)
        case "state": cluster.log.append("n\(node) holds \(cluster.disk(node).commands)")
        default: try change(words, node, NodeID(second ?? 0))
        }
    }

    /// Begins with as many nodes, and such limits, as the words say.
    private mutating func begin(_ words: [String]) throws(Problem) {
        var counts = ["voters": 1, "learners": 0, "spares": 0]
        var limits = Limits()
        for (name, value) in zip(words, words.dropFirst()) {
            guard let value = Int(value) else { continue }
            switch name {
            case "tail":
                limits.tailEntries = value
                limits.heldEntries = value * 4
            case "window": limits.windowBytes = value
            case "append": limits.appendBytes = value
            case "part": limits.snapshotChunkBytes = value
            case "inflight": limits.inflightMessages = value
            case "waiting": limits.uncommittedBytes = value
            case "voters", "learners", "spares": counts[name] = value
            default: throw .unknown(command: name)
            }
        }
        cluster = TestCluster(
            voters: counts["voters"] ?? 1,
            learners: counts["learners"] ?? 0,
            spares: counts["spares"] ?? 0,
            limits: limits
        )
    }

    /// All mail, what comes from a node, or what goes from one to another.
    private func filter(_ numbers: [UInt64]) -> (Envelope) -> Bool {
        { envelope in
            guard let from = numbers.first else { return true }
            guard envelope.from.rawValue == from else { return false }
            return numbers.count < 2 || envelope.to.rawValue == numbers[1]
        }
    }

    private mutating func disk(_ node: UInt64, _ words: [String]) throws(Problem) {
        switch words.last {
        case "stuck": cluster.change(node) { $0.isDiskStuck = true }
        case "works": cluster.releaseDisk(node)
        default: throw .unknown(command: words.joined(separator: " "))
        }
    }

    private mutating func change(
        _ words: [String],
        _ node: UInt64,
        _ target: NodeID
    ) throws(Problem) {
        switch words.first {
        case "add-learner": cluster.change(node, .addLearner(target))
        case "promote": cluster.change(node, .promote(target))
        case "demote": cluster.change(node, .demote(target))
        case "remove": cluster.change(node, .remove(target))
        default: throw .unknown(command: words.joined(separator: " "))
        }
    }

    private mutating func status(_ node: UInt64) {
        let status = cluster.core(node).status
        cluster.log.append(
            "n\(node) \(status.role) in term \(status.term), log \(status.base)...\(status.last),"
                + " commit \(status.commit), members \(status.configuration)"
        )
        for peer in status.peers {
            cluster.log.append(
                "  \(peer.id) has \(peer.match)\(peer.isHeard ? "" : ", not heard")"
                    + "\(peer.isCaughtUp ? ", caught up" : "")"
                    + "\(peer.isReceivingSnapshot ? ", receives a snapshot" : "")"
            )
        }
    }
}
