import Determinism
import Gossip
import Testing

/// The rules of the papers, each under its section.
@Suite struct PaperTests {
    @Test func `SWIM 3.1: a member that answers its ping is not suspected`() throws {
        var bench = Bench(others: 5)
        let (ping, address) = try bench.nextPing()
        let answer = Acknowledgement(sequence: ping.sequence, address: address)
        _ = bench.hear(.acknowledgement(answer))
        var requests = 0
        bench.pass(.milliseconds(900)) { ready in
            for case .pingRequest in ready.messages { requests += 1 }
        }
        #expect(requests == 0)
        #expect(bench.node.member(ping.target)?.state == .alive)
    }

    @Test func `SWIM 3.1: without an answer k members are asked, and a stream is tried`() throws {
        var bench = Bench(others: 5)
        let (ping, address) = try bench.nextPing()
        var asked: Set<Address> = []
        var streams: [Address] = []
        bench.pass(.milliseconds(600)) { ready in
            for sending in ready.datagrams {
                for case .pingRequest(let request) in sending.datagram.messages {
                    #expect(request.target == ping.target)
                    #expect(request.sequence == ping.sequence)
                    asked.insert(sending.address)
                }
            }
            streams += ready.exchanges.filter { $0.frames.first?.isProbe == true }.map(\.address)
        }
        #expect(asked.count == 3)
        #expect(!asked.contains(address))
        #expect(streams == [address])
    }

    @Test func `SWIM 3.1: who is asked pings, and passes the answer on`() throws {
        var bench = Bench(others: 3)
        let request = PingRequest(
            sequence: 900,
            target: Samples.name(2),
            targetAddress: Samples.address(2)
        )
        let ready = bench.hear(.pingRequest(request), from: 1)
        let sending = try #require(ready.datagrams.first { $0.address == Samples.address(2) })
        guard case .ping(let ping) = sending.datagram.messages.first else {
            Issue.record("no ping")
            return
        }
        let answer = Acknowledgement(sequence: ping.sequence, address: Samples.address(2))
        let passedOn = bench.hear(.acknowledgement(answer), from: 2)
        let expected = Message.acknowledgement(
            Acknowledgement(sequence: 900, address: Samples.address(2))
        )
        #expect(passedOn.datagrams.first?.address == Samples.address(1))
        #expect(passedOn.datagrams.first?.datagram.messages.first == expected)
    }

    @Test func `Lifeguard IV-A: who is asked and hears nothing says so before the period ends`() {
        var bench = Bench(others: 3)
        let request = PingRequest(
            sequence: 900,
            target: Samples.name(2),
            targetAddress: Samples.address(2)
        )
        _ = bench.hear(.pingRequest(request), from: 1)
        var refusals: [Instant] = []
        let start = bench.now
        let expected = Message.negativeAcknowledgement(NegativeAcknowledgement(sequence: 900))
        bench.pass(.seconds(1)) { [now = bench.now] ready in
            _ = now
            if ready.messages.contains(expected) { refusals.append(start) }
        }
        #expect(refusals.count == 1)
    }

    @Test func `SWIM 4.1: news leaves at most lambda log n times`() {
        var bench = Bench(others: 20)
        bench.pass(.seconds(20))
        _ = bench.hear(.alive(Samples.announcement(1, incarnation: 9)))
        var told = 0
        bench.pass(.seconds(30)) { ready in
            for case .alive(let news) in ready.messages where news.name == Samples.name(1) {
                told += news.incarnation == 9 ? 1 : 0
            }
        }
        // λ = 4, and 21 has two decimal digits.
        #expect(told <= 8)
        #expect(told >= 4)
    }

    @Test func `SWIM 4.2: of two beliefs the higher incarnation holds, then the higher state`() {
        var bench = Bench(others: 20)
        let news: [(Message, MemberState)] = [
            (.suspect(Samples.accusation(1, 0, by: 2)), .alive),
            (.suspect(Samples.accusation(1, 1, by: 2)), .suspect),
            (.alive(Samples.announcement(1, incarnation: 1)), .suspect),
            (.alive(Samples.announcement(1, incarnation: 2)), .alive),
            (.dead(Samples.accusation(1, 1, by: 2)), .alive),
            (.dead(Samples.accusation(1, 2, by: 2)), .dead),
            (.suspect(Samples.accusation(1, 2, by: 3)), .dead),
            (.left(Departure(name: Samples.name(1), incarnation: 2)), .left),
            (.dead(Samples.accusation(1, 2, by: 2)), .left),
            (.alive(Samples.announcement(1, incarnation: 3)), .alive),
        ]
        for (message, state) in news {
            _ = bench.hear(message)
            #expect(bench.state(1) == state, "after \(message)")
        }
    }

    @Test func `SWIM 4.2: who hears that it is suspected objects with a higher incarnation`() {
        var bench = Bench(others: 3)
        #expect(bench.node.incarnation == 5)
        let ready = bench.hear(.suspect(Samples.accusation(0, 5, by: 2)))
        #expect(bench.node.incarnation == 6)
        #expect(ready.save?.identity?.incarnation == 6)
        #expect(bench.node.localHealth == 1)
        _ = bench.hear(.suspect(Samples.accusation(0, 5, by: 2)))
        #expect(bench.node.incarnation == 6)
    }

    @Test func `SWIM 4.3: each member is pinged once in a round`() throws {
        var bench = Bench(others: 7)
        for _ in 0..<3 {
            var pinged: Set<MemberName> = []
            for _ in 0..<7 {
                let (ping, address) = try bench.nextPing()
                pinged.insert(ping.target)
                let answer = Acknowledgement(sequence: ping.sequence, address: address)
                _ = bench.hear(.acknowledgement(answer))
            }
            #expect(pinged.count == 7)
        }
    }

    @Test func `Lifeguard IV-B: each confirmation shortens the time to object`() {
        // n = 10, so Min = 4 s and Max = 24 s; with K = 3 each step is log(C + 1) / log(4).
        let expected: [Int: Duration] = [0: .seconds(24), 1: .seconds(14), 3: .seconds(4)]
        for confirmations in [0, 1, 3] {
            var bench = Bench(others: 9) { $0.probesByStream = false }
            let start = bench.now
            for accuser in 2..<(3 + confirmations) {
                _ = bench.hear(.suspect(Samples.accusation(1, 1, by: accuser)))
            }
            // The node itself must not find out, so that it does not confirm.
            var deadAt: Instant?
            while deadAt == nil, bench.now < start.advanced(by: .seconds(60)) {
                bench.now = max(bench.now, bench.node.nextDeadline)
                let ready = bench.node.step([], at: bench.now)
                for change in ready.changes where change.member.name == Samples.name(1) {
                    if change.kind == .dead { deadAt = bench.now }
                }
                for sending in ready.datagrams {
                    for case .ping(let ping) in sending.datagram.messages {
                        let answer = Acknowledgement(
                            sequence: ping.sequence,
                            address: sending.address
                        )
                        _ = bench.hear(.acknowledgement(answer))
                    }
                }
            }
            #expect(deadAt?.duration(since: start) == expected[confirmations])
        }
    }

    @Test func `SWIM 4.2: a suspicion of a newer incarnation starts the time anew`() {
        var bench = Bench(others: 3) { $0.probesByStream = false }
        _ = bench.hear(.suspect(Samples.accusation(1, 1, by: 2)))
        bench.pass(.milliseconds(3_900))
        _ = bench.hear(.suspect(Samples.accusation(1, 7, by: 2)))
        bench.pass(.milliseconds(3_900))
        #expect(bench.state(1) == .suspect)
        bench.pass(.milliseconds(200))
        #expect(bench.state(1) == .dead)
    }

    @Test func `Lifeguard IV-B: a suspicion of a further accuser is passed on, up to K`() {
        var bench = Bench(others: 30)
        var passedOn: Set<MemberName> = []
        for accuser in 2..<12 {
            _ = bench.hear(.suspect(Samples.accusation(1, 1, by: accuser)))
            bench.pass(.milliseconds(250)) { ready in
                for case .suspect(let accusation) in ready.messages
                where accusation.name == Samples.name(1) {
                    passedOn.insert(accusation.accuser)
                }
            }
        }
        #expect(passedOn == Set((2...5).map { Samples.name($0) }))
    }

    @Test func `Lifeguard IV-C: a suspect is told with the ping`() throws {
        var bench = Bench(others: 1)
        _ = bench.hear(.suspect(Samples.accusation(1, 1, by: 9)))
        for _ in 0..<50 {
            bench.now = max(bench.now, bench.node.nextDeadline)
            for sending in bench.node.step([], at: bench.now).datagrams {
                guard case .ping = sending.datagram.messages.first else { continue }
                let second = sending.datagram.messages.dropFirst().first
                #expect(second == .suspect(Samples.accusation(1, 1, by: 9)))
                return
            }
        }
        Issue.record("no ping")
    }

    @Test func `Lifeguard IV-A: a node without answers from anybody slows down`() {
        var bench = Bench(others: 40) { $0.probesByStream = false }
        var pings = 0
        bench.pass(.seconds(20)) { ready in
            for case .ping in ready.messages { pings += 1 }
        }
        #expect(bench.node.localHealth == 8)
        #expect(pings < 12)
    }

    @Test func `beyond the paper: after a pause nobody is judged by what was not heard`() throws {
        var bench = Bench(others: 5)
        _ = try bench.nextPing()
        bench.now = bench.now.advanced(by: .seconds(30))
        let ready = bench.node.step([], at: bench.now)
        #expect(!ready.kinds.contains(.suspect))
        #expect(bench.node.localHealth == 1)
    }
}

extension Frame {
    var isProbe: Bool {
        if case .probe = self { true } else { false }
    }
}
