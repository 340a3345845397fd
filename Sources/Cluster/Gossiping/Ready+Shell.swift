internal import Gossip

extension Ready.Saving {
    /// Both in one write: of each member the later word counts.
    func followed(by later: Ready.Saving) -> Ready.Saving {
        var both = self
        both.identity = later.identity ?? identity
        let changed = Set(later.members.map(\.name) + later.removed)
        both.members = members.filter { !changed.contains($0.name) } + later.members
        both.removed = removed.filter { !changed.contains($0) } + later.removed
        return both
    }
}

extension MembershipChange.Kind {
    /// The state that the change tells; nil where it tells of something else.
    var state: MemberState? {
        switch self {
        case .alive: .alive
        case .suspect: .suspect
        case .dead: .dead
        case .left: .left
        case .updated, .forgotten: nil
        }
    }
}

extension GossipCounters {
    mutating func note(_ rejection: DatagramSeal.Rejection) {
        switch rejection {
        case .malformed: malformed += 1
        case .unsealed: unsealed += 1
        case .unknownKey: unknownKey += 1
        case .forged: forged += 1
        case .repeated: repeated += 1
        }
    }
}
