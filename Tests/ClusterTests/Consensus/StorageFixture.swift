import Catalog
import Cluster
import Determinism
import LMDB
import PeerProtocol
import Raft
import TestSupport

/// A consensus storage in a folder of its own that can be closed, copied and opened again.
final class StorageFixture {
    let folder: TemporaryFolder
    let identity: NodeIdentity
    private let limits: Limits
    private(set) var environment: Environment
    private(set) var storage: RaftStorage

    static let cluster = ClusterID(high: 1, low: 2)

    /// - Parameters:
    ///   - voters: the founding configuration; nil for a node that waits to be added.
    ///   - mapBytes: of the map at first.
    init(
        node: NodeID = NodeID(1),
        voters: [NodeID]? = [NodeID(1)],
        limits: Limits = Limits(),
        mapBytes: Int = 64 << 20
    ) throws {
        self.limits = limits
        folder = try TemporaryFolder()
        identity = NodeIdentity(cluster: Self.cluster, node: node)
        environment = try Self.open(folder.path + "/data", mapBytes: mapBytes)
        storage = try RaftStorage(environment: environment, limits: limits)
        if let voters {
            try storage.found(identity, voters: voters)
        } else {
            try storage.join(identity)
        }
    }

    static func open(_ path: String, mapBytes: Int = 64 << 20) throws -> Environment {
        var limits = EnvironmentLimits()
        limits.initialMapBytes = mapBytes
        return try Environment(path: path, tables: RaftStorage.tableNames, limits: limits)
    }

    func reopen() throws {
        environment.close()
        environment = try Self.open(folder.path + "/data")
        storage = try RaftStorage(environment: environment, limits: limits)
    }

    func save(_ write: RaftWrite) throws -> [AppliedCommand] {
        let outcome = Monitor<Result<[AppliedCommand], any Error>?>(nil)
        storage.save(write) { result in outcome.update { $0 = result } }
        return try outcome.wait { $0 }.get()
    }

    /// Everything in the catalogue, in order, for comparing two states.
    static func contents(_ storage: RaftStorage) throws -> [[UInt8]] {
        try storage.read { tables in
            var contents: [[UInt8]] = []
            for table in CatalogTable.allCases {
                try tables.scan(table, from: UnsafeRawBufferPointer(start: nil, count: 0)) {
                    contents.append(Array($0))
                    contents.append(Array($1))
                    return true
                }
            }
            return contents
        }
    }

    /// What a core restored from the storage knows.
    static func status(_ storage: RaftStorage) throws -> (Status, HardState) {
        let restoration = try storage.restore()
        let node = RaftNode(
            settings: Settings(
                id: NodeID(1),
                electionTimeout: .seconds(1),
                heartbeatInterval: .milliseconds(100)
            ),
            restoration: restoration,
            seed: 1,
            now: Instant(nanoseconds: 0)
        )
        return (node.status, restoration.hardState)
    }
}
