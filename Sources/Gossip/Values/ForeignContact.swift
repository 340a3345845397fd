/// Somebody of another cluster spoke to this node and was refused.
package struct ForeignContact: Error, Sendable, Hashable, CustomStringConvertible {
    package var ours: ClusterIdentity
    package var theirs: ClusterIdentity
    package var address: Address

    package init(ours: ClusterIdentity, theirs: ClusterIdentity, address: Address) {
        self.ours = ours
        self.theirs = theirs
        self.address = address
    }

    package var description: String {
        "\(address) belongs to cluster \(theirs), this node to cluster \(ours)"
    }
}
