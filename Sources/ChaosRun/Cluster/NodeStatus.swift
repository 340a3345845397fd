internal import TestSupport

/// What a node answers about consensus.
struct NodeStatus: Sendable, Equatable {
    var role: String
    var term: UInt64
    var leader: String?
    var commit: UInt64
    var applied: UInt64
    var voters: Int
    /// The members by whom it routes misses.
    var view: [String]

    init?(_ json: JSONValue) {
        guard let role = json["role"]?.string, let term = json["term"]?.number,
            let commit = json["commit"]?.number, let applied = json["applied"]?.number
        else { return nil }
        self.role = role
        self.term = UInt64(term)
        self.commit = UInt64(commit)
        self.applied = UInt64(applied)
        leader = json["leader"]?.string
        voters = json["voters"]?.array?.count ?? 0
        view = json["view"]?["members"]?.array?.compactMap(\.string) ?? []
    }
}
