internal import Catalog
internal import Cluster
internal import Gateway
internal import Synchronization

/// Keeps the gateway's routing at what the log and gossip say: the view, and who is gone.
final class RoutingFeed: Sendable {
    /// What a change of gossip may wait: far less than it took to find out.
    private static let pause: Duration = .milliseconds(50)
    /// Between two looks at a log that is written all the time.
    private static let breath: Duration = .milliseconds(5)

    private let cluster: ClusterNode
    private let peering: Peering
    private let tasks: [Task<Void, Never>]

    init(_ cluster: ClusterNode, _ peering: Peering) {
        self.cluster = cluster
        self.peering = peering
        Self.look(cluster, peering)
        tasks = [
            Task { await Self.follow(cluster, peering) },
            Task {
                while await Self.sleep(Self.pause) { peering.setDead(cluster.goneMembers) }
            },
        ]
    }

    /// Takes over at once what there is.
    func look() {
        Self.look(cluster, peering)
    }

    func stop() {
        for task in tasks { task.cancel() }
    }

    /// Takes over each view of the log as soon as it is in force.
    private static func follow(_ cluster: ClusterNode, _ peering: Peering) async {
        var seen: UInt64 = 0
        while await cluster.loop.waitForRevision(above: seen), await sleep(breath) {
            seen = cluster.loop.appliedRevision
            look(cluster, peering)
        }
    }

    /// False when the task was cancelled meanwhile.
    private static func sleep(_ span: Duration) async -> Bool {
        do {
            try await Task.sleep(for: span)
            return true
        } catch {
            return false
        }
    }

    private static func look(_ cluster: ClusterNode, _ peering: Peering) {
        peering.setDead(cluster.goneMembers)
        do {
            let view = try cluster.loop.view()
            peering.take(view: view.number, members: view.members)
        } catch {
            // The last view stays in force; the storage tells of its failures itself.
            return
        }
    }
}
