package import Gossip

/// A mistake made on purpose in every core of a world, to prove that the invariants notice mistakes
/// of its kind.
///
/// The table of docs/gossip-simulation.md says which rule catches which.
package enum GossipFault: String, CaseIterable, Sendable {
    case neverRefutes = "never-refutes"
    case keepsIncarnation = "keeps-incarnation"
    case suspectsForever = "suspects-forever"
    case neverRetires = "never-retires"
    case deadOverridesNewer = "dead-overrides-newer"
    case leaveIsDeath = "leave-is-death"
    case acceptsOlder = "accepts-older"
    case overfills = "overfills"
    case mixesClusters = "mixes-clusters"
    case yieldsName = "yields-name"
    case neverRevives = "never-revives"
    case keepsNews = "keeps-news"
    case neverForgets = "never-forgets"

    package var deviation: Deviation {
        switch self {
        case .neverRefutes: .neverRefutes
        case .keepsIncarnation: .keepsIncarnation
        case .suspectsForever: .suspectsForever
        case .neverRetires: .neverRetires
        case .deadOverridesNewer: .deadOverridesNewer
        case .leaveIsDeath: .leaveIsDeath
        case .acceptsOlder: .acceptsOlder
        case .overfills: .overfills
        case .mixesClusters: .mixesClusters
        case .yieldsName: .yieldsName
        case .neverRevives: .neverRevives
        case .keepsNews: .keepsNews
        case .neverForgets: .neverForgets
        }
    }
}
