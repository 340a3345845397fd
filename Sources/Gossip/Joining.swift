import Determinism

/// How a node is let in, comes back after a restart, and finds the lost again.
extension GossipNode {
    mutating func becomeMember() {
        ready.hasJoined = true
        saveIdentity()
    }

    /// Asks seeds and known members until one has answered in full.
    mutating func tryToJoin() {
        nextJoin = now.advanced(by: joinPause + joinPause.drawn(using: &generator))
        joinPause = min(joinPause * 2, settings.timing.joinRetry * 16)
        var addresses = settings.seeds.filter { $0 != settings.address }
        for slot in order.sample(
            settings.limits.joinFanout,
            except: nil,
            using: &generator
        ) where !addresses.contains(table.address(slot)) {
            addresses.append(table.address(slot))
        }
        addresses.shuffle(using: &generator)
        for address in addresses.prefix(settings.limits.joinFanout) {
            begin(.join, with: address, knowledgeFrames())
        }
    }

    /// Asks one of the seeds at whose addresses nobody is present.
    ///
    /// Parts of a cluster that were apart for longer than the dead are remembered have no other
    /// trace of each other, and none of their members is alone.
    mutating func askLostSeed() {
        guard !settings.seeds.isEmpty, !settings.deviation.contains(.neverRevives) else { return }
        var taken: Set<Address> = [settings.address]
        for slot in order.slots { taken.insert(table.address(slot)) }
        let lost = settings.seeds.filter { !taken.contains($0) }
        guard !lost.isEmpty else { return }
        let seed = lost[Int.random(in: 0..<lost.count, using: &generator)]
        begin(.exchange, with: seed, knowledgeFrames())
    }

    mutating func hearRefusal(_ refusal: Refusal, from exchange: PendingExchange) {
        switch refusal {
        case .nameConflict(let conflict):
            hearConflict(conflict)
        case .foreignCluster(let theirs, _):
            if exchange.purpose == .join, cluster != nil { ready.refusal = refusal }
            if let cluster {
                report(ForeignContact(ours: cluster, theirs: theirs, address: exchange.address))
            }
        case .notReady, .wrongName:
            break
        }
    }

    /// Tries to reach one of the dead, and forgets the long gone.
    mutating func reviveAndForget() {
        let timing = settings.timing
        nextRevival = now.advanced(by: timing.reviveInterval)
        if !settings.deviation.contains(.neverForgets) {
            for slot in gone
            where table.since(slot).advanced(by: timing.forgetAfter) <= now {
                forget(slot)
            }
        }
        guard phase == .member, !settings.deviation.contains(.neverRevives) else { return }
        if table.presentCount == 1, !settings.seeds.isEmpty, nextJoin == nil { nextJoin = now }
        let dead = gone.filter { table.state($0) == .dead }
        // All members together try each of the dead about once an interval.
        guard !dead.isEmpty,
            Int.random(in: 0..<max(1, table.presentCount), using: &generator) < dead.count
        else { return }
        let slot = dead[Int.random(in: 0..<dead.count, using: &generator)]
        begin(.exchange, with: table.address(slot), knowledgeFrames())
    }
}
