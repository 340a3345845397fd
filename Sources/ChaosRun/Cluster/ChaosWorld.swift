internal import Determinism
internal import Glibc
internal import Synchronization
internal import TestSupport

/// The cluster under test with its relays, its origin and what is written down of it.
final class ChaosWorld: Sendable {
    let settings: ChaosSettings
    let nodes: [ChaosNode]
    let network: ChaosNetwork
    let history: History
    let token: String
    let origin: ObjectOrigin
    /// Behind all nodes; nil where they keep their objects themselves.
    let store: ChaosStore?
    /// What the writers of objects know.
    let ledger = ObjectLedger()
    /// Nodes that a fault has to itself at the moment, and since when it harms them; nil where it
    /// says so itself.
    private let claimed = Mutex<[Int: UInt64?]>([:])

    /// Removed with all data when the run is over.
    private let data: TemporaryFolder

    /// Of the origin while nodes are restarted, in bytes a second.
    private static let rollingPace = 1_500_000

    /// - Parameter folder: for the logs of the nodes.
    init(settings: ChaosSettings, folder: String, history: History) async throws {
        data = try TemporaryFolder(prefix: Leftovers.ownFolderPrefix)
        self.settings = settings
        self.history = history
        token = "token-of-chaos-0123456789-\(settings.seed)"
        let namespaces =
            settings.usesNamespaces ? try await NamespaceNet.build(nodes: settings.nodes) : nil
        let key = folder + "/cluster-key"
        // Any 32 bytes that are not a few repeated will do, as they protect nothing but this run.
        if namespaces != nil || settings.mode == .store {
            try TextFile.write("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=\n", to: key)
        }
        store =
            settings.mode == .store
            ? try ChaosStore(
                binary: settings.binary,
                logFolder: folder,
                dataParent: data.path,
                clusterKey: key,
                host: namespaces?.ownHost ?? "127.0.0.1",
                token: token
            ) : nil
        let canJump = settings.mode == .mixed && FakeClock.isPossible
        let canFill = settings.mode == .mixed && SmallDisk.isPossible
        var nodes: [ChaosNode] = []
        for index in 0..<settings.nodes {
            var options = ["--profile", settings.profile, "--log-level", settings.logLevel]
            if namespaces != nil { options += ["--cluster-key-file", key] }
            if let store { options += store.options }
            nodes.append(
                try ChaosNode(
                    index: index,
                    binary: settings.binary,
                    folder: folder,
                    dataParent: data.path,
                    token: token,
                    options: options,
                    environment: store == nil ? [:] : ChaosStore.environment,
                    disk: canFill
                        ? try SmallDisk(
                            megabytes: settings.diskMegabytes,
                            prefix: Leftovers.ownFolderPrefix
                        ) : nil,
                    host: namespaces?.host(index) ?? "127.0.0.1",
                    namespace: namespaces?.name(index),
                    launcher: namespaces?.launcher(index) ?? [],
                    hasRelay: namespaces == nil,
                    clock: canJump ? try FakeClock(file: data.path + "/clock-\(index)") : nil
                )
            )
        }
        if settings.mode == .mixed, !canJump {
            history.leaveOut("clock jumps: Debian's faketime is not installed")
        }
        if settings.mode == .mixed, !canFill {
            history.leaveOut("full disks: no tmpfs may be mounted here")
        }
        self.nodes = nodes
        origin = try await ObjectOrigin.start(host: namespaces?.ownHost ?? "127.0.0.1")
        // So that there is something to drain.
        if settings.mode == .rolling { origin.setPace(bytesPerSecond: Self.rollingPace) }
        network =
            if let namespaces {
                ChaosNetwork(namespaces)
            } else {
                try await ChaosNetwork(nodes: nodes)
            }
    }

    // MARK: - Life

    /// Founds the cluster with the first node, and has the others join one after another.
    func begin() async throws {
        if let store { try await store.found() }
        try await nodes[0].start(joining: [])
        try await waitUntilReady(nodes[0])
        for node in nodes.dropFirst() {
            try await start(node)
            try await waitUntilReady(node)
        }
        let expected = min(5, nodes.count)
        try await poll("\(expected) voters", within: .seconds(60)) {
            await self.status(of: self.nodes[0])?.voters == expected
        }
    }

    /// Starts a node with all others as seeds, as its operator would.
    func start(_ node: ChaosNode) async throws {
        let seeds = nodes.filter { $0.index != node.index }.map(\.advertised)
        try await node.start(joining: node.index == 0 ? [] : seeds)
    }

    func waitUntilReady(_ node: ChaosNode, within span: Duration = .seconds(60)) async throws {
        try await poll("\(node.name) to be ready", within: span) {
            if let status = node.exitStatus {
                throw TestSupportError(
                    "\(node.name) ended with \(status):\n\(node.log.suffix(2000))"
                )
            }
            return await self.obstacles(of: node) == []
        }
    }

    /// Waits until the node and the leader have a view of all nodes that run.
    func waitUntilInView(_ node: ChaosNode, within span: Duration = .seconds(60)) async throws {
        let names = nodes.filter(\.isRunning).map(\.name)
        try await poll("\(node.name) to be in the view", within: span) {
            guard let own = await self.status(of: node), let leader = await self.leader(),
                let leading = await self.status(of: leader)
            else { return false }
            return own.view == names && leading.view == names && own.commit + 100 >= leading.commit
        }
    }

    /// Ends all that the run started.
    func end() async {
        for node in nodes { node.process?.send(SIGKILL) }
        origin.stop()
        do {
            try await store?.killHard()
        } catch {
            history.note(.note, nil, "the store does not end: \(error)")
        }
        for node in nodes {
            do {
                try await node.killHard()
            } catch {
                history.note(.note, node.index, "\(node.name) does not end: \(error)")
            }
        }
        await network.stop()
    }

    // MARK: - Looking

    /// What keeps a node from being ready; nil where it does not answer.
    func obstacles(of node: ChaosNode) async -> [String]? {
        let connection = AdminConnection(node, token: token)
        defer { connection.close() }
        guard
            case .answer(_, let body) = await connection.call(
                "GET",
                "/v1/ready",
                within: .seconds(2)
            )
        else { return nil }
        return KeyValueLine.parse(body)?["obstacles"]?.array?.compactMap(\.string)
    }

    /// What a node says of consensus; nil where it does not answer.
    func status(of node: ChaosNode, within span: Duration = .seconds(2)) async -> NodeStatus? {
        let connection = AdminConnection(node, token: token)
        defer { connection.close() }
        guard
            case .answer(200, let body) = await connection.call(
                "GET",
                "/v1/status",
                within: span
            )
        else { return nil }
        return KeyValueLine.parse(body).flatMap(NodeStatus.init)
    }

    /// The node that leads in the newest term, as the nodes that answer say themselves.
    func leader() async -> ChaosNode? {
        var newest: (term: UInt64, node: ChaosNode)?
        for node in nodes where node.isRunning && !node.isPaused {
            guard let status = await status(of: node, within: .milliseconds(500)),
                status.role == "leader", status.term > newest?.term ?? 0
            else { continue }
            newest = (status.term, node)
        }
        return newest?.node
    }

    // MARK: - Claims

    /// Takes a node for a fault alone; false where another has it.
    ///
    /// - Parameter isHarm: whether the node counts as harmed until it is released.
    func claim(_ node: Int, isHarm: Bool = true) -> Bool {
        claimed.withLock { claimed in
            guard claimed[node] == nil else { return false }
            claimed[node] = .some(isHarm ? Deadline.now() : nil)
            return true
        }
    }

    func release(_ node: Int) {
        let since = claimed.withLock { $0.removeValue(forKey: node) }
        guard let since = since ?? nil else { return }
        history.add(HarmSpan(node: node, begin: since, end: Deadline.now()))
    }

    /// Nodes that a fault has at the moment.
    var harmed: Set<Int> { claimed.withLock { Set($0.keys) } }

    /// A node that nothing harms; nil where there is none or, in the mode of leaders, where another
    /// one is harmed already: then the next leader's death would cost the majority.
    func claimRandom(using generator: inout some RandomNumberGenerator) -> ChaosNode? {
        let harmed = harmed
        guard settings.mode != .leader || harmed.count < 2 else { return nil }
        let candidates = nodes.filter { !harmed.contains($0.index) }
        guard let node = candidates.randomElement(using: &generator), claim(node.index) else {
            return nil
        }
        return node
    }

    /// What a client may start, as long as the load goes on.
    let isEnding = Atomic<Bool>(false)

    /// Waits; shorter when the run is cancelled.
    func pause(milliseconds: Int) async {
        do {
            try await Task.sleep(for: .milliseconds(milliseconds))
        } catch {
            // Cancelled: faults heal what they did and end.
            return
        }
    }
}
