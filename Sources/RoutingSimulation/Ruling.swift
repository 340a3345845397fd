internal import Routing

// The leader, which orders views, and gossip, which tells who is dead.
extension RoutingWorld {
    /// The leader puts a view into the log; it reaches each node in its own time.
    func order(_ members: [String]) {
        guard view.members != members.sorted(), !members.isEmpty else { return }
        view = RoutingView(number: view.number + 1, members: members.sorted())
        tally.views += 1
        note("view \(view.number): \(view.members)")
        for node in nodes where node.isUp { deliver(view, to: node) }
    }

    private func deliver(_ view: RoutingView, to node: VirtualNode) {
        let incarnation = node.incarnation
        after(below(10) == 0 ? span(300, 1_500) : span(1, 100)) { [self] in
            guard isRunning(node, incarnation), !isIsolated(node) else { return }
            node.surroundings.take(view)
            if settings.fault == .forgetsViews {
                let name = node.name
                let dead = node.surroundings.dead
                node.surroundings = Surroundings(name: name)
                node.surroundings.setDead(dead)
                // Number 1 is the first: there seem to have been none before it.
                node.surroundings.take(view)
            }
            wake(node)
        }
    }

    /// What the log holds reaches a node that was away.
    func catchUp(_ node: VirtualNode) {
        deliver(view, to: node)
    }

    func wake(_ node: VirtualNode) {
        let number = node.surroundings.history.current.number
        let ready = node.waiting.filter { $0.view <= number }
        node.waiting.removeAll { $0.view <= number }
        for waiting in ready { waiting.action(true) }
        for fill in node.sortedFills {
            if settings.fault == .ignoresViewChange, case .deciding = fill.route.standing {
                continue
            }
            step(fill, .surroundingsChanged)
        }
    }

    /// Gossip tells all who can hear it, each in its own time.
    func tell(_ name: String, isDead: Bool) {
        for node in nodes where node.isUp && node.name != name {
            let incarnation = node.incarnation
            after(isDead ? span(500, 3_000) : span(100, 1_000)) { [self] in
                guard isRunning(node, incarnation), isDead == isGone(name, for: node) else {
                    return
                }
                var dead = node.surroundings.dead.filter { $0 != name }
                if isDead { dead.append(name) }
                node.surroundings.setDead(dead)
                wake(node)
            }
        }
    }

    private func isGone(_ name: String, for node: VirtualNode) -> Bool {
        let other = self.node(name)
        return !other.isUp || isIsolated(other) != isIsolated(node)
    }

    /// After a while the leader orders a view of who is there, if there is a majority.
    func reconsider() {
        after(span(1_500, 4_000)) { [self] in
            let present = nodes.filter { $0.isUp && !isIsolated($0) }
            guard present.count * 2 > nodes.count else { return }
            order(present.map(\.name))
        }
    }
}
