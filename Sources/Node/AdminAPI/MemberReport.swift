internal import JSON

/// A member as the admin API tells of it.
package struct MemberReport: Sendable, Equatable {
    /// What gossip holds of a member; a member that was told to leave has left.
    package enum State: String, Sendable {
        case alive, suspect, dead, left
    }

    package var name: String
    package var state: State
    /// Addresses as `host:port`.
    package var cluster: String
    package var s3: String
    package var admin: String
    package var version: String
    /// It said that it is about to end, and has no part in new views.
    package var isLeaving: Bool
    /// Entries of the log that it lacks; nil where the node that is asked does not lead.
    package var lag: UInt64?

    package init(
        name: String,
        state: State,
        cluster: String,
        s3: String,
        admin: String,
        version: String,
        isLeaving: Bool = false,
        lag: UInt64? = nil
    ) {
        self.name = name
        self.state = state
        self.cluster = cluster
        self.s3 = s3
        self.admin = admin
        self.version = version
        self.isLeaving = isLeaving
        self.lag = lag
    }

    var json: JSONValue {
        [
            "name": .string(name), "state": .string(state.rawValue), "cluster": .string(cluster),
            "s3": .string(s3), "admin": .string(admin), "version": .string(version),
            "leaving": .bool(isLeaving), "lag": lag.map { .count($0) } ?? .null,
        ]
    }
}
