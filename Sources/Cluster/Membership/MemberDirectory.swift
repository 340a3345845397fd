internal import Catalog
internal import Raft
internal import Synchronization

/// The members as this node knows them: what the catalogue says, and what nodes say of themselves
/// while the catalogue cannot be written.
final class MemberDirectory: Sendable {
    private struct State {
        var revision: UInt64 = 0
        var members: [Member] = []
        /// Cards newer than the catalogue's, by node.
        var heard: [NodeID: Heard] = [:]
        var names: [NodeID: String] = [:]
    }

    private struct Heard {
        var card: MemberCard
        /// The revision it is of, where another node told it; nil from the node itself.
        var revision: UInt64?
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - own: this node's name, known before the catalogue has it.
    ///   - members: what the node it joined by told.
    init(own: NodeID, name: String, members: [Member] = []) {
        var state = State()
        state.members = members
        for member in members { state.names[NodeID(member.node)] = member.name }
        state.names[own] = name
        self.state = Mutex(state)
    }

    var revision: UInt64 { state.withLock { $0.revision } }
    var members: [Member] { state.withLock { $0.members } }

    func name(of node: NodeID) -> String {
        state.withLock { $0.names[node] } ?? node.description
    }

    func node(named name: String) -> NodeID? {
        members.first { $0.name == name }.map { NodeID($0.node) }
    }

    /// Takes the catalogue's members, where they are newer.
    func update(revision: UInt64, members: [Member]) {
        state.withLock { state in
            guard revision > state.revision else { return }
            state.revision = revision
            let former = state.members
            state.members = members
            for member in members {
                let node = NodeID(member.node)
                state.names[node] = member.name
                // The catalogue has moved on: what was heard before is in it, or outdated.
                let wasTold = state.heard[node]?.revision.map { $0 <= revision } ?? false
                let former = former.first { $0.node == member.node }
                if wasTold || former?.card != member.card { state.heard[node] = nil }
            }
        }
    }

    /// Takes what a node says of itself; false where that is known, or not from the member's disk.
    func hear(_ card: MemberCard, of node: NodeID) -> Bool {
        state.withLock { state in
            let known = state.members.first { $0.node == node.rawValue }
            guard let known, known.card.token == card.token else { return false }
            guard (state.heard[node]?.card ?? known.card) != card else { return false }
            state.heard[node] = Heard(card: card)
            return true
        }
    }

    /// Takes what another node's catalogue says, where it is newer than this node's.
    func learn(revision: UInt64, members: [Member]) {
        state.withLock { state in
            guard revision > state.revision else { return }
            for member in members {
                let node = NodeID(member.node)
                if let known = state.members.first(where: { $0.node == member.node }) {
                    guard known.card.token == member.card.token, known.card != member.card else {
                        continue
                    }
                    state.heard[node] = Heard(card: member.card, revision: revision)
                } else {
                    state.members.append(member)
                    state.names[node] = member.name
                }
            }
        }
    }

    /// Where each member listens for its peers.
    var addresses: [NodeID: PeerAddress] {
        state.withLock { state in
            var addresses: [NodeID: PeerAddress] = [:]
            for member in state.members {
                let node = NodeID(member.node)
                let card = state.heard[node]?.card ?? member.card
                addresses[node] = PeerAddress(text: card.cluster)
            }
            return addresses
        }
    }
}
