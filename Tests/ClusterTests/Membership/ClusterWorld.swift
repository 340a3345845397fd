import Catalog
import Cluster
import LMDB
import NIOPosix
import Raft
import Synchronization
import TestSupport

/// Whole cluster nodes in one process, over real sockets, each with a disk of its own.
final class ClusterWorld {
    private final class Disk {
        let folder: TemporaryFolder
        var environment: Environment?

        init() throws {
            folder = try TemporaryFolder()
        }
    }

    private var disks: [String: Disk] = [:]
    private(set) var nodes: [String: ClusterNode] = [:]
    private let events = EventLog()

    /// What the nodes reported, by name.
    final class EventLog: Sendable {
        private let all = Mutex<[(String, ClusterEvent)]>([])

        func add(_ name: String, _ event: ClusterEvent) {
            all.withLock { $0.append((name, event)) }
        }

        func has(_ name: String, _ event: ClusterEvent) -> Bool {
            all.withLock { $0.contains { $0.0 == name && $0.1 == event } }
        }
    }

    func has(_ name: String, _ event: ClusterEvent) -> Bool { events.has(name, event) }

    func settings(_ name: String, seeds: [PeerAddress] = []) throws -> ClusterSettings {
        var settings = ClusterSettings(
            name: name,
            listen: PeerAddress(host: "127.0.0.1", port: 0),
            seeds: seeds,
            folder: try disk(name).folder.path,
            version: "1",
            electionTimeout: .milliseconds(500),
            heartbeatInterval: .milliseconds(50),
            viewPause: .milliseconds(100),
            clock: { 1_000 }
        )
        settings.limits.tailEntries = 64
        return settings
    }

    private func disk(_ name: String) throws -> Disk {
        if let disk = disks[name] { return disk }
        let disk = try Disk()
        disks[name] = disk
        return disk
    }

    func environment(_ name: String) throws -> Environment {
        let disk = try disk(name)
        if let environment = disk.environment { return environment }
        var limits = EnvironmentLimits()
        limits.initialMapBytes = 64 << 20
        let environment = try Environment(
            path: disk.folder.path + "/state.lmdb",
            tables: ClusterNode.tableNames,
            limits: limits
        )
        disk.environment = environment
        return environment
    }

    /// Starts a node; a port of its own each time, so that it also moves.
    @discardableResult
    func start(_ name: String, by seed: String? = nil) async throws -> ClusterNode {
        let seeds = [seed].compactMap { $0 }.compactMap { nodes[$0]?.address }
        return try await start(name, settings: settings(name, seeds: seeds))
    }

    @discardableResult
    func start(_ name: String, settings: ClusterSettings) async throws -> ClusterNode {
        let events = events
        let node = try await ClusterNode.start(
            settings: settings,
            environment: environment(name),
            group: MultiThreadedEventLoopGroup.singleton
        ) { events.add(name, $0) }
        nodes[name] = node
        return node
    }

    func stop(_ name: String) async throws {
        await nodes.removeValue(forKey: name)?.stop()
        disks[name]?.environment?.close()
        disks[name]?.environment = nil
        let path = try disk(name).folder.path + "/state.lmdb"
        // A read that was under way keeps the files for a moment.
        try await poll("the lock of \(name)") {
            do throws(LMDBError) {
                try Environment(path: path, tables: ClusterNode.tableNames).close()
                return true
            } catch {
                guard error.kind == .inUse else { throw error }
                return false
            }
        }
    }

    func stopAll() async throws {
        for name in nodes.keys.sorted() { try await stop(name) }
    }

    /// Waits until all running nodes see these voters, learners and view.
    func settle(voters: [String], learners: [String] = [], view: [String]) async throws {
        try await poll("voters \(voters), learners \(learners), view \(view)") {
            try nodes.values.allSatisfy { node in
                let status = try node.loop.status()
                return status.voters == voters && status.learners == learners
                    && status.view.members == view && status.leader != nil
            }
        }
    }
}
