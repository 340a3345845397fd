internal import Routing

// What happens to the world: readers come, nodes die and come back, links are cut.
extension RoutingWorld {
    func act() {
        let running = nodes.filter(\.isUp)
        switch below(100) {
        case 0..<62:
            let node = running[below(running.count)]
            arrive(at: node, origin.objects[below(origin.objects.count)].path)
        case 62..<70: forget()
        case 70..<73: origin.objects[below(origin.objects.count)].version += 1
        case 73..<78: if running.count * 2 > nodes.count + 1 { kill(running[below(running.count)]) }
        case 78..<83: if let node = nodes.first(where: { !$0.isUp }) { restart(node) }
        case 83..<89: cut()
        case 89..<91: isolate()
        case 91..<94: rejoin()
        default: resize()
        }
    }

    /// An object is deleted everywhere, so that it is missed again.
    private func forget() {
        let path = origin.objects[below(origin.objects.count)].path
        sharedStore[path] = nil
        for node in nodes { node.store[path] = nil }
    }

    private func kill(_ node: VirtualNode) {
        note("\(node.name) dies")
        tally.deaths += 1
        node.isUp = false
        node.troubledUntil = .max - OneFetch.excusedNanoseconds
        for fill in node.sortedFills { abandon(fill) }
        node.fills = [:]
        node.waiting = []
        tell(node.name, isDead: true)
        reconsider()
    }

    private func restart(_ node: VirtualNode) {
        note("\(node.name) restarts")
        node.isUp = true
        node.incarnation += 1
        node.troubledUntil = now
        let known = node.surroundings.history.current
        node.surroundings = Surroundings(name: node.name)
        node.surroundings.take(known)
        catchUp(node)
        tell(node.name, isDead: false)
        reconsider()
    }

    /// A link, one way or both, for a while.
    private func cut() {
        let one = nodes[below(nodes.count)]
        let two = nodes[below(nodes.count)]
        guard one !== two, !network.isCut(one, two) else { return }
        note("\(one.name) cannot reach \(two.name)")
        tally.cuts += 1
        network.cut(from: one, to: two)
        if below(2) == 0 { network.cut(from: two, to: one) }
        after(span(1_000, 15_000)) { [self] in network.heal(one, two, at: now) }
    }

    /// A node is cut off from all others, as when it hangs.
    private func isolate() {
        guard isolated.isEmpty, nodes.allSatisfy(\.isUp), nodes.count > 2 else { return }
        let node = nodes[below(nodes.count)]
        note("\(node.name) is cut off")
        tally.cuts += 1
        isolated = [node.name]
        node.troubledUntil = .max - OneFetch.excusedNanoseconds
        tell(node.name, isDead: true)
        for other in nodes where other !== node { tell(other.name, isDead: true) }
        reconsider()
    }

    private func rejoin() {
        guard let name = isolated.first else { return }
        let node = node(name)
        note("\(name) is back")
        isolated = []
        node.troubledUntil = now
        catchUp(node)
        tell(name, isDead: false)
        for other in nodes where other !== node { tell(other.name, isDead: false) }
        reconsider()
    }

    /// A member leaves or comes back without dying: the view changes, and all goes on.
    private func resize() {
        let present = nodes.filter { $0.isUp && !isIsolated($0) }
        var members = view.members
        if let absent = present.first(where: { !members.contains($0.name) }), below(2) == 0 {
            members.append(absent.name)
        } else if members.count > 1 {
            members.remove(at: below(members.count))
        }
        order(members)
    }

    /// All comes back, and no more happens.
    func heal() {
        note("the world heals")
        for one in nodes {
            for two in nodes where one !== two && network.isCut(one, two) {
                network.heal(one, two, at: now)
            }
        }
        rejoin()
        for node in nodes where !node.isUp { restart(node) }
        reconsider()
        after(10_000_000_000) { [self] in order(nodes.map(\.name)) }
    }
}
