internal import Catalog
internal import Cluster
internal import Gateway
internal import Synchronization

/// Keeps the gateway's routing at what the log and gossip say: the view, and who is gone.
final class RoutingFeed: Sendable {
    /// What a change may wait: far less than it took to find out.
    private static let pause: Duration = .milliseconds(50)

    private let cluster: ClusterNode
    private let peering: Peering
    private let task: Task<Void, Never>

    init(_ cluster: ClusterNode, _ peering: Peering) {
        self.cluster = cluster
        self.peering = peering
        Self.look(cluster, peering)
        task = Task {
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: Self.pause)
                } catch {
                    return
                }
                Self.look(cluster, peering)
            }
        }
    }

    /// Takes over at once what there is.
    func look() {
        Self.look(cluster, peering)
    }

    func stop() {
        task.cancel()
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
