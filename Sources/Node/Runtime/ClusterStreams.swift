internal import Cluster
internal import Gateway
internal import NIOCore
internal import PeerProtocol

/// Connections for fills to other members, over the cluster's own port.
struct ClusterStreams: PeerStreams {
    let cluster: ClusterNode

    func open(
        to member: String,
        on loop: any EventLoop,
        prepare: @escaping @Sendable (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel> {
        guard let (node, address) = cluster.place(of: member) else {
            return loop.makeFailedFuture(ClusterFailure("\(member) is no member"))
        }
        return cluster.transport.openStream(
            to: address,
            expected: node,
            kind: .fill,
            on: loop
        ) { _, channel in try prepare(channel) }
    }
}
