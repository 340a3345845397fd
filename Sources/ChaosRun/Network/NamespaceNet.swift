internal import Glibc
internal import TestSupport

/// One network namespace a node, joined by veth pairs to a bridge, with filters that lose packets.
///
/// Needs the rights of root, `ip` and `iptables`.
final class NamespaceNet: Sendable {
    let count: Int
    /// Tells this run's namespaces from those of another.
    private let mark: String
    private let subnet: Int
    private let log: TemporaryFolder

    private init(count: Int) throws {
        self.count = count
        mark = Leftovers.ownNetwork
        subnet = Int(getpid()) % 250 + 1
        log = try TemporaryFolder(prefix: Leftovers.ownFolderPrefix)
    }

    /// Builds the bridge and the namespaces; throws with what is missing.
    static func build(nodes: Int) async throws -> NamespaceNet {
        let net = try NamespaceNet(count: nodes)
        do {
            try await net.build()
        } catch {
            await net.remove()
            throw error
        }
        return net
    }

    /// The address of a node on the bridge.
    func host(_ node: Int) -> String { "10.213.\(subnet).\(node + 10)" }

    /// The address of this process on the bridge.
    var ownHost: String { "10.213.\(subnet).1" }

    /// The words before a command that run it in the namespace of a node.
    func launcher(_ node: Int) -> [String] {
        ["/usr/sbin/ip", "netns", "exec", name(node)]
    }

    /// The namespace of a node.
    func name(_ node: Int) -> String { "\(mark)-\(node)" }

    private func build() async throws {
        let bridge = mark
        try await ip("link", "add", bridge, "type", "bridge")
        try await ip("addr", "add", "\(ownHost)/24", "dev", bridge)
        try await ip("link", "set", bridge, "up")
        for node in 0..<count {
            let space = name(node)
            let outer = "\(mark)v\(node)"
            try await ip("netns", "add", space)
            try await ip(
                "link",
                "add",
                outer,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                space
            )
            try await ip("link", "set", outer, "master", bridge, "up")
            try await ip("-n", space, "addr", "add", "\(host(node))/24", "dev", "eth0")
            try await ip("-n", space, "link", "set", "eth0", "up")
            try await ip("-n", space, "link", "set", "lo", "up")
            for other in 0..<count where other != node {
                try await filter(node, "-N", "from\(other)")
                try await filter(node, "-A", "INPUT", "-s", host(other), "-j", "from\(other)")
            }
        }
    }

    func set(_ state: LinkState, from: Int, to: Int) async {
        do {
            try await filter(to, "-F", "from\(from)")
            if state.isCut {
                try await filter(to, "-A", "from\(from)", "-j", "DROP")
            } else if state.lossPercent > 0 {
                let share = "0.\(state.lossPercent < 10 ? "0" : "")\(state.lossPercent)"
                try await filter(
                    to,
                    "-A",
                    "from\(from)",
                    "-m",
                    "statistic",
                    "--mode",
                    "random",
                    "--probability",
                    share,
                    "-j",
                    "DROP"
                )
            }
        } catch {
            preconditionFailure("the filter of node \(to) cannot be set: \(error)")
        }
    }

    func heal() async {
        for to in 0..<count {
            for from in 0..<count where from != to {
                await set(.whole, from: from, to: to)
            }
        }
    }

    /// Removes everything that was built, as far as it was.
    func remove() async {
        for node in 0..<count { await attempt("netns", "del", name(node)) }
        await attempt("link", "del", mark)
    }

    private func attempt(_ words: String...) async {
        do {
            try await run(["/usr/sbin/ip"] + words)
        } catch {
            // It was not there.
            return
        }
    }

    private func ip(_ words: String...) async throws {
        try await run(["/usr/sbin/ip"] + words)
    }

    private func filter(_ node: Int, _ words: String...) async throws {
        try await run(launcher(node) + ["/usr/sbin/iptables", "-w"] + words)
    }

    private func run(_ words: [String]) async throws {
        // Not cancelled with the fault that asked: half a change of the network helps nobody.
        try await Task {
            let output = log.path + "/output"
            try TextFile.write("", to: output)
            let process = try await ChildProcess.start(
                words[0],
                Array(words.dropFirst()),
                outputFile: output
            )
            guard try await process.waitForExit(within: .seconds(20)) == .code(0) else {
                let said = TextFile.read(output) ?? ""
                throw TestSupportError("\(words.joined(separator: " ")): \(said)")
            }
        }
        .value
    }
}
