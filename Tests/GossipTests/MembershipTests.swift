import Determinism
import Gossip
import Testing

/// What goes beyond the papers: joining, leaving, names, clusters, memory.
@Suite struct MembershipTests {
    @Test func `a node without seeds founds a cluster, one with seeds asks them`() {
        let now = Instant(nanoseconds: 1)
        var settings = Settings(name: Samples.name(0), address: Samples.address(0))
        var founder = GossipNode(settings: settings, saved: nil, seed: 1, at: now)
        #expect(founder.step([], at: now).hasJoined)
        settings.seeds = [Samples.address(1)]
        var joiner = GossipNode(settings: settings, saved: nil, seed: 1, at: now)
        let ready = joiner.step([], at: now)
        #expect(!ready.hasJoined)
        #expect(ready.exchanges.map(\.address) == [Samples.address(1)])
        #expect(ready.datagrams.isEmpty)
    }

    @Test func `a joiner takes the cluster and the members of who lets it in`() {
        let now = Instant(nanoseconds: 1)
        var settings = Settings(name: Samples.name(0), address: Samples.address(0))
        settings.seeds = [Samples.address(1)]
        var joiner = GossipNode(settings: settings, saved: nil, seed: 1, at: now)
        let exchange = joiner.step([], at: now).exchanges[0]
        var host = Bench(others: 0) { settings in
            settings.name = Samples.name(1)
            settings.address = Samples.address(1)
        }
        _ = host.hear(.alive(Samples.announcement(2)))
        let answer = host.node.step(
            [.asked(token: 3, frame: exchange.frames[0], from: Samples.address(0))],
            at: host.now
        )
        #expect(host.state(0) == .alive)
        #expect(answer.replies.first?.token == 3)
        let frame = answer.replies[0].frames[0]
        let ready = joiner.step([.answered(exchange: exchange.id, frame: frame)], at: now)
        #expect(ready.hasJoined)
        #expect(joiner.clusterIdentity == Bench.cluster)
        #expect(joiner.members.map(\.name.text) == ["n0", "n1", "n2"])
        #expect(ready.save?.members.count == 2)
    }

    @Test func `a restart goes on with the next incarnation`() {
        let bench = Bench(others: 2)
        #expect(bench.node.incarnation == 5)
        #expect(bench.node.members.count == 3)
    }

    @Test func `a node that is alone asks seeds it is told later, and one that is not does not`() {
        var alone = Bench(others: 0)
        let seed = Samples.address(8)
        func asks(_ bench: inout Bench) -> Bool {
            bench.node.step([.seeds([seed])], at: bench.now).exchanges.map(\.address) == [seed]
        }
        #expect(asks(&alone))
        #expect(!asks(&alone))
        var member = Bench(others: 2)
        _ = member.node.step([], at: member.now)
        #expect(!asks(&member))
    }

    @Test func `a member asks the seeds where nobody is, now and then`() {
        var bench = Bench(others: 2) { settings in
            settings.seeds = [0, 1, 2, 8, 9].map { Samples.address($0) }
        }
        var begun: [UInt64] = []
        bench.pass(.seconds(5)) { begun += $0.exchanges.map(\.id) }
        let answer = Knowledge(
            cluster: Bench.cluster,
            sender: Samples.announcement(1),
            members: [],
            isLast: true
        )
        let events = begun.map { Event.answered(exchange: $0, frame: .knowledge(answer)) }
        #expect(!events.isEmpty)
        _ = bench.node.step(events, at: bench.now)
        // It is in; what it asks from here on is for others that may be lost.
        var asked: [Address: Int] = [:]
        for round in 0..<500 {
            bench.pass(.seconds(2)) { ready in
                for exchange in ready.exchanges { asked[exchange.address, default: 0] += 1 }
            }
            _ = bench.hear(.alive(Samples.announcement(1, incarnation: UInt64(round + 2))))
        }
        #expect(asked[Samples.address(0)] == nil)
        let lost = [8, 9].map { asked[Samples.address($0)] ?? 0 }
        #expect(lost.allSatisfy { $0 > 5 })
        #expect(lost.reduce(0, +) <= 40)
    }

    @Test func `a newcomer under a live member's name is refused with both addresses`() {
        var bench = Bench(others: 3)
        let newcomer = Samples.announcement(1, address: Samples.address(50))
        let knowledge = Knowledge(cluster: nil, sender: newcomer, members: [], isLast: true)
        let asked = bench.node.step(
            [.asked(token: 9, frame: .knowledge(knowledge), from: Samples.address(50))],
            at: bench.now
        )
        #expect(asked.replies.isEmpty)
        var sequence: UInt32?
        for sending in asked.datagrams where sending.address == Samples.address(1) {
            for case .ping(let ping) in sending.datagram.messages { sequence = ping.sequence }
        }
        let answer = Acknowledgement(sequence: sequence ?? 0, address: Samples.address(1))
        let ready = bench.hear(.acknowledgement(answer))
        let conflict = NameConflict(
            name: Samples.name(1),
            incumbent: Samples.address(1),
            newcomer: Samples.address(50),
            incarnation: newcomer.incarnation
        )
        #expect(ready.conflicts == [conflict])
        #expect(ready.replies.first?.frames == [.refusal(.nameConflict(conflict))])
        #expect(bench.node.member(Samples.name(1))?.announcement.address == Samples.address(1))
    }

    @Test func `a member that moved is found under its new address`() {
        var bench = Bench(others: 3) { $0.probesByStream = false }
        let moved = Samples.announcement(1, incarnation: 2, address: Samples.address(50))
        _ = bench.hear(.alive(moved), from: 50)
        #expect(bench.node.member(Samples.name(1))?.announcement.address == Samples.address(1))
        var kinds: [MembershipChange.Kind] = []
        bench.pass(.seconds(3)) { kinds += $0.kinds }
        #expect(bench.node.member(Samples.name(1))?.announcement.address == Samples.address(50))
        #expect(kinds.contains(.updated) || kinds.contains(.alive))
    }

    @Test func `a node that is refused its name stops for good, but not for an earlier refusal`() {
        var bench = Bench(others: 3)
        var conflict = NameConflict(
            name: Samples.name(0),
            incumbent: Samples.address(9),
            newcomer: Samples.address(0),
            incarnation: bench.node.incarnation - 1
        )
        #expect(bench.hear(.conflict(conflict)).refusal == nil)
        #expect(bench.node.phase == .member)
        conflict.incarnation += 1
        let ready = bench.hear(.conflict(conflict))
        #expect(ready.refusal == .nameConflict(conflict))
        #expect(bench.node.phase == .stopped)
        #expect(bench.hear(.conflict(conflict)).isEmpty)
    }

    @Test func `what comes from another cluster is refused with both identities`() {
        var bench = Bench(others: 3)
        let other = ClusterIdentity(1)
        let news = Message.alive(Samples.announcement(8))
        let datagram = Datagram(cluster: other, messages: [news])
        let contact = ForeignContact(
            ours: Bench.cluster,
            theirs: other,
            address: Samples.address(8)
        )
        let ready = bench.node.step(
            [.received(datagram, from: Samples.address(8))],
            at: bench.now
        )
        #expect(ready.foreign == [contact])
        #expect(bench.state(8) == nil)
        let knowledge = Knowledge(
            cluster: other,
            sender: Samples.announcement(8),
            members: [],
            isLast: true
        )
        let answer = bench.node.step(
            [.asked(token: 1, frame: .knowledge(knowledge), from: Samples.address(8))],
            at: bench.now
        )
        let refusal = Refusal.foreignCluster(ours: Bench.cluster, theirs: other)
        #expect(answer.replies.first?.frames == [.refusal(refusal)])
    }

    @Test func `leaving is told and then ends`() {
        var bench = Bench(others: 4)
        var told: Set<Address> = []
        var hasLeft = false
        var readies = [bench.node.step([.leave], at: bench.now)]
        bench.pass(.seconds(6)) { readies.append($0) }
        let departure = Message.left(Departure(name: Samples.name(0), incarnation: 5))
        for ready in readies {
            for sending in ready.datagrams where sending.datagram.messages.contains(departure) {
                told.insert(sending.address)
            }
            hasLeft = hasLeft || ready.hasLeft
        }
        #expect(told.count >= 3)
        #expect(hasLeft)
        #expect(bench.node.phase == .stopped)
    }

    @Test func `metadata is a register of its own that the highest version wins`() {
        var bench = Bench(others: 2)
        let newer = Samples.announcement(1, incarnation: 0, version: 3, metadata: [3])
        #expect(bench.hear(.alive(newer)).kinds == [.updated])
        let older = Samples.announcement(1, incarnation: 1, version: 2, metadata: [2])
        #expect(bench.hear(.alive(older)).kinds.isEmpty)
        #expect(bench.node.member(Samples.name(1))?.announcement.metadata == [3])
    }

    @Test func `a dead member is tried again, then forgotten`() {
        var bench = Bench(others: 1) { $0.timing.forgetAfter = .seconds(60) }
        _ = bench.hear(.dead(Samples.accusation(1, 1, by: 7)))
        var tries = 0
        var kinds: [MembershipChange.Kind] = []
        bench.pass(.seconds(90)) { ready in
            tries += ready.exchanges.count { $0.address == Samples.address(1) }
            kinds += ready.kinds
        }
        #expect(tries >= 3)
        #expect(kinds == [.forgotten])
        #expect(bench.state(1) == nil)
    }

    @Test func `a dead member that asks is told, so that it can object`() {
        var bench = Bench(others: 3)
        _ = bench.hear(.dead(Samples.accusation(1, 1, by: 2)))
        let ping = Ping(sequence: 1, target: Samples.name(0), source: Samples.name(1))
        let messages = bench.hear(.ping(ping)).messages
        #expect(messages.contains { if case .dead = $0 { true } else { false } })
    }

    @Test func `more members than the limit are not let in`() {
        var bench = Bench(others: 2) { $0.limits.members = 4 }
        for number in 10..<20 { _ = bench.hear(.alive(Samples.announcement(number))) }
        #expect(bench.node.members.count == 4)
    }

    @Test func `hostile but well-formed messages never crash a node nor fill it`() {
        var generator = SeededGenerator(seed: 5)
        var bench = Bench(others: 5) { $0.limits.members = 50 }
        for _ in 0..<1_500 {
            bench.now = bench.now.advanced(by: .milliseconds(20))
            var datagram = Samples.randomDatagram(&generator)
            datagram.cluster = Bench.cluster
            var events = [Event.received(datagram, from: Samples.address(3))]
            if Int.random(in: 0..<8, using: &generator) == 0 {
                let frame = Samples.randomFrame(&generator)
                events.append(.asked(token: 1, frame: frame, from: Samples.address(4)))
                events.append(
                    .answered(exchange: UInt64.random(in: 0...9, using: &generator), frame: frame)
                )
            }
            let ready = bench.node.step(events, at: bench.now)
            for sending in ready.datagrams {
                #expect(DatagramCodec.encode(sending.datagram).count <= Limits.datagramBytes)
            }
        }
        #expect(bench.node.load.members <= 50)
        #expect(bench.node.load.news <= 50)
        #expect(bench.node.load.relays <= 256)
    }
}
