import Cluster
import Node
import PeerProtocol
import Synchronization

/// A node of fixed answers.
final class ExampleNode: AdminNode {
    let name = "one"
    let cluster = "c1"
    let store = "disk"
    let conditionalWrites: String? = nil
    private let state = Mutex<(obstacles: [String], reports: [String])>(([], []))

    var reports: [String] { state.withLock { $0.reports } }

    func setObstacles(_ obstacles: [String]) {
        state.withLock { $0.obstacles = obstacles }
    }

    /// One bucket that this node may not look into.
    func storeObjection(to bucket: [UInt8]) async -> String? {
        bucket == Array("forbidden".utf8) ? "may not be looked into" : nil
    }

    func members() async -> [MemberReport] {
        [
            MemberReport(
                name: "one",
                state: .alive,
                cluster: "127.0.0.1:8402",
                s3: "127.0.0.1:8400",
                admin: "127.0.0.1:8401",
                version: "0.1"
            )
        ]
    }

    func remove(_ name: String) async -> MembershipOutcome {
        switch name {
        case "one": .refused("one is the only member: stop it instead")
        case "two": .done
        case "three": .pending("three is leaving")
        default: .unknown
        }
    }

    func transferLeadership(to name: String?) async -> MembershipOutcome {
        name == nil || name == "two" ? .done : .refused("\(name ?? "") is not a voter")
    }

    func backup() async throws -> BackupLines {
        throw ControlPlaneError.noQuorum
    }

    func followView() {}

    func route(path: [UInt8]) async throws -> RouteReport {
        RouteReport(
            path: String(decoding: path, as: UTF8.self),
            mapping: nil,
            fetcher: nil,
            rank: ["one"],
            url: nil
        )
    }

    func fills() async -> [FillReport] {
        [
            FillReport(
                path: "b/k",
                source: .origin,
                fetcher: "one",
                bytes: 5,
                size: nil,
                followers: 2,
                rate: 7
            )
        ]
    }

    func originObjects(of mapping: [UInt8], after: [UInt8]?, limit: Int) async throws
        -> OriginObjects
    {
        let mapping = String(decoding: mapping, as: UTF8.self)
        return OriginObjects(
            items: [OriginObjects.Item(path: "\(mapping)/k", size: 5, isStored: true)],
            next: after == nil ? "k" : nil
        )
    }

    func obstacles() async -> [String] {
        state.withLock { $0.obstacles }
    }

    func report(_ failure: String) {
        state.withLock { $0.reports.append(failure) }
    }
}
