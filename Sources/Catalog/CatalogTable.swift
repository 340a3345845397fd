/// The tables of the replicated state, all in the node's one storage environment.
package enum CatalogTable: Int, Sendable, CaseIterable {
    /// Mapping key → revision and mapping.
    case mappings
    /// Bucket name → revision and time of creation.
    case buckets
    /// Revision and position → change.
    case changes
    /// Idempotency key → index, fingerprint and result.
    case sessions
    /// Index → idempotency key: the order in which results are forgotten.
    case sessionOrder
    /// The applied index with its counters, and the view.
    case state
    /// Name → number and what the node says of itself.
    case members
    /// Access key → revision, time of creation, secret as stored, and grants.
    case access

    /// The name in the storage environment.
    package var name: String {
        switch self {
        case .mappings: "catalog.mappings"
        case .buckets: "catalog.buckets"
        case .changes: "catalog.changes"
        case .sessions: "catalog.sessions"
        case .sessionOrder: "catalog.session-order"
        case .access: "catalog.access"
        case .state: "catalog.state"
        case .members: "catalog.members"
        }
    }
}
