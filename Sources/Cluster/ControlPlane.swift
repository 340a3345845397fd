package import Catalog
package import PeerProtocol

/// The replicated catalogue as a node uses it: reads of its own copy, and writes that are answered
/// when they are durable and applied.
///
/// A linearizable read is `readBarrier()` and then a read.
package protocol ControlPlane: CatalogLookup {
    /// Has a change logged, applied and made durable; the answer is what the machine decided.
    func propose(_ change: Command.Change, session: String?) async throws(ControlPlaneError)
        -> CommandResult

    /// Returns when this node's copy holds all that was acknowledged before the call.
    func readBarrier() async throws(ControlPlaneError)

    /// The mapping of exactly this key.
    func mapping(_ key: MappingKey) throws -> MappingEntry?

    /// A page of mappings in the order of their keys.
    func mappings(prefix: [UInt8], after: [UInt8]?, limit: Int) throws -> MappingPage

    /// A piece of the feed of changes after a revision.
    func changes(after revision: UInt64, prefix: [UInt8], limit: Int) throws -> ChangePage

    /// Waits until the applied revision is above `revision`; false when that will not be, as the
    /// control plane was closed or the waiting task cancelled.
    func waitForRevision(above revision: UInt64) async -> Bool

    /// The node's part in the cluster, for people.
    func status() throws -> ConsensusStatus
}

extension ControlPlane {
    /// The changes after a revision and then all that come, without a gap and in order.
    package func watch(after revision: UInt64, prefix: [UInt8] = []) -> ChangeFeed {
        ChangeFeed(plane: self, prefix: prefix, revision: revision)
    }
}
