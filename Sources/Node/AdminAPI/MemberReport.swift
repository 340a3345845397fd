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

    package init(
        name: String,
        state: State,
        cluster: String,
        s3: String,
        admin: String,
        version: String
    ) {
        self.name = name
        self.state = state
        self.cluster = cluster
        self.s3 = s3
        self.admin = admin
        self.version = version
    }

    var json: JSONValue {
        [
            "name": .string(name), "state": .string(state.rawValue), "cluster": .string(cluster),
            "s3": .string(s3), "admin": .string(admin), "version": .string(version),
        ]
    }
}
