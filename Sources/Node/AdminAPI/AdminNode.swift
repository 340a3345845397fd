package import Cluster

/// What the admin API asks of the node beside its control plane.
package protocol AdminNode: Sendable {
    /// The node's own name.
    var name: String { get }
    /// What tells this cluster from others.
    var cluster: String { get }
    /// The store in the words of `--store`, without secrets.
    var store: String { get }
    /// Whether the S3 store behind the node obeys conditional writes: yes, no or unknown; nil for a
    /// node without one.
    var conditionalWrites: String? { get }

    func members() async -> [MemberReport]

    /// Has a member removed from the cluster, also this node.
    func remove(_ name: String) async -> MembershipOutcome

    /// Hands leadership to a member, or to the best voter.
    func transferLeadership(to name: String?) async -> MembershipOutcome

    /// Sees to it that what is read from now on goes by the newest view of the log.
    func followView()

    /// Who would fetch a path `bucket/key`, by which mapping and from where.
    func route(path: [UInt8]) async throws -> RouteReport

    /// A backup of the catalogue as of now.
    func backup() async throws -> BackupLines

    /// Why misses of a bucket could not be told from forbidden reads at the store behind this node;
    /// nil where they can, or where that is not known.
    func storeObjection(to bucket: [UInt8]) async -> String?

    func fills() async -> [FillReport]

    /// A page of what the s3 origin of a mapping has, after a key here.
    func originObjects(of mapping: [UInt8], after: [UInt8]?, limit: Int) async throws
        -> OriginObjects

    /// Why the node should get no traffic now; empty when it is ready.
    func obstacles() async -> [String]

    /// A failure that the caller was only told of in general, for the log.
    func report(_ failure: String)
}
