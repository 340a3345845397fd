/// A ping on a stream.
package struct StreamProbe: Sendable, Hashable {
    package var cluster: ClusterIdentity
    package var target: MemberName

    package init(cluster: ClusterIdentity, target: MemberName) {
        self.cluster = cluster
        self.target = target
    }
}
