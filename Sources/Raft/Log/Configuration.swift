/// Who belongs to the cluster, in force from the moment its entry is appended (dissertation §4.1).
///
/// Both lists are sorted and share no node, so equal configurations are equal values.
package struct Configuration: Sendable, Hashable, CustomStringConvertible {
    /// The nodes that count in a majority.
    package private(set) var voters: [NodeID]
    /// The nodes that only receive the log.
    package private(set) var learners: [NodeID]

    /// Nobody: what a node holds that no leader has spoken to yet.
    package static let empty = Configuration(voters: [], learners: [])

    package init(voters: [NodeID], learners: [NodeID] = []) {
        self.voters = Set(voters).sorted()
        self.learners = Set(learners).subtracting(voters).sorted()
    }

    /// All nodes that receive the log, sorted.
    package var members: [NodeID] { (voters + learners).sorted() }

    /// Whether the node receives the log.
    package func contains(_ node: NodeID) -> Bool {
        voters.contains(node) || learners.contains(node)
    }

    /// The smallest number of voters that is a majority.
    package var majority: Int { voters.count / 2 + 1 }

    /// This configuration after a change; nil when the change makes no sense here.
    package func applying(_ change: ConfigurationChange) -> Configuration? {
        switch change {
        case .addLearner(let node):
            guard !contains(node) else { return nil }
            return Configuration(voters: voters, learners: learners + [node])
        case .promote(let node):
            guard learners.contains(node) else { return nil }
            return Configuration(voters: voters + [node], learners: learners)
        case .demote(let node):
            guard voters.contains(node), voters.count > 1 else { return nil }
            return Configuration(
                voters: voters.filter { $0 != node },
                learners: learners + [node]
            )
        case .remove(let node):
            guard contains(node), voters != [node] else { return nil }
            return Configuration(
                voters: voters.filter { $0 != node },
                learners: learners.filter { $0 != node }
            )
        }
    }

    package var description: String {
        let text = voters.map(\.description).joined(separator: " ")
        guard !learners.isEmpty else { return "(\(text))" }
        return "(\(text) | \(learners.map(\.description).joined(separator: " ")))"
    }
}
