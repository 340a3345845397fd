internal import Synchronization

/// The state of the link from each node to each other, set by faults and asked by relays.
final class LinkTable: Sendable {
    private let count: Int
    private let states: Mutex<[LinkState]>

    init(nodes: Int) {
        count = nodes
        states = Mutex([LinkState](repeating: .whole, count: nodes * nodes))
    }

    /// The link by which a node is called by nobody known is always whole.
    subscript(from: Int?, to: Int) -> LinkState {
        guard let from else { return .whole }
        return states.withLock { $0[from * count + to] }
    }

    /// The way back, to a caller that may be unknown.
    subscript(back from: Int, to: Int?) -> LinkState {
        guard let to else { return .whole }
        return self[from, to]
    }

    func set(_ state: LinkState, from: Int, to: Int) {
        states.withLock { $0[from * count + to] = state }
    }

    func heal() {
        states.withLock { states in
            for index in states.indices { states[index] = .whole }
        }
    }

    /// Nodes with a link that is not whole.
    var harmed: Set<Int> {
        states.withLock { states in
            var harmed: Set<Int> = []
            for index in states.indices where states[index] != .whole {
                harmed.formUnion([index / count, index % count])
            }
            return harmed
        }
    }
}
