/// Why a member did not take part in an exchange; the answer on the stream.
package enum Refusal: Error, Sendable, Hashable {
    /// The asker belongs to cluster `theirs`, the refusing member to `ours`.
    case foreignCluster(ours: ClusterIdentity, theirs: ClusterIdentity)
    case nameConflict(NameConflict)
    /// The asked node has not joined a cluster itself; try again later, or another one.
    case notReady
    /// A probe for another name than the asked node has.
    case wrongName(MemberName)
}
