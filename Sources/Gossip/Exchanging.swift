import Determinism

/// Full exchanges of what two members know, over a stream.
extension GossipNode {
    /// A stream that another node began brought a frame.
    mutating func hear(_ frame: Frame, token: UInt64, from address: Address) {
        switch frame {
        case .probe(let probe):
            reply(token, to: probe)
        case .knowledge(let knowledge):
            hear(knowledge, token: token, from: address)
        case .probeAnswer, .refusal:
            break
        }
    }

    private mutating func reply(_ token: UInt64, to probe: StreamProbe) {
        if let cluster, probe.cluster != cluster {
            refuse(token, .foreignCluster(ours: cluster, theirs: probe.cluster))
        } else if probe.target != settings.name {
            refuse(token, .wrongName(settings.name))
        } else {
            ready.replies.append(
                Ready.Reply(token: token, frames: [.probeAnswer(settings.address)])
            )
        }
    }

    private mutating func hear(_ knowledge: Knowledge, token: UInt64, from address: Address) {
        guard let cluster, phase == .member else {
            if knowledge.isLast { refuse(token, .notReady) }
            return
        }
        if let theirs = knowledge.cluster, theirs != cluster,
            !settings.deviation.contains(.mixesClusters)
        {
            report(ForeignContact(ours: cluster, theirs: theirs, address: address))
            if knowledge.isLast {
                refuse(token, .foreignCluster(ours: cluster, theirs: theirs))
            }
            return
        }
        let sender = knowledge.sender
        if sender.name == settings.name {
            refuseNamesake(sender, token: knowledge.isLast ? token : nil)
            return
        }
        let isClaim = isClaim(sender)
        if isClaim {
            check(sender, token: knowledge.isLast ? token : nil)
        } else {
            believe(sender)
        }
        merge(knowledge.members, from: sender.name)
        if knowledge.isLast, !isClaim { replyWithKnowledge(token) }
    }

    mutating func replyWithKnowledge(_ token: UInt64) {
        ready.replies.append(Ready.Reply(token: token, frames: knowledgeFrames()))
    }

    mutating func refuse(_ token: UInt64, _ refusal: Refusal) {
        ready.replies.append(Ready.Reply(token: token, frames: [.refusal(refusal)]))
    }

    /// A frame came back on a stream of this node.
    mutating func hearAnswer(_ frame: Frame, exchange id: UInt64) {
        guard let index = exchanges.firstIndex(where: { $0.id == id }) else { return }
        let exchange = exchanges[index]
        if frame.isLast { exchanges.remove(at: index) }
        switch (frame, exchange.purpose) {
        case (.probeAnswer, .probe(let sequence)): probeSucceeded(sequence)
        case (.probeAnswer(let address), .claim(let sequence)):
            hearClaimAnswer(sequence, address)
        case (.knowledge(let knowledge), .join), (.knowledge(let knowledge), .exchange):
            learn(knowledge, from: exchange.address)
        case (.refusal(let refusal), _): hearRefusal(refusal, from: exchange)
        case (.probe, _), (.probeAnswer, _), (.knowledge, _): break
        }
    }

    private mutating func learn(_ knowledge: Knowledge, from address: Address) {
        guard let theirs = knowledge.cluster else { return }
        if let cluster, cluster != theirs, !settings.deviation.contains(.mixesClusters) {
            report(ForeignContact(ours: cluster, theirs: theirs, address: address))
            return
        }
        if knowledge.isLast { nextJoin = nil }
        if phase == .joining {
            cluster = theirs
            // What is learnt here is known already where it is learnt: not news to spread.
            take(knowledge)
            phase = .member
            becomeMember()
            announceSelf()
        }
        take(knowledge)
    }

    private mutating func take(_ knowledge: Knowledge) {
        believe(knowledge.sender)
        merge(knowledge.members, from: knowledge.sender.name)
    }

    /// Takes in what another member believes.
    ///
    /// Its dead are only suspected here: a member that is alive on this side of a former partition
    /// can then object.
    private mutating func merge(_ members: [KnownMember], from sender: MemberName) {
        for member in members {
            let announcement = member.announcement
            let isKnown = table.slot(of: announcement.name) != nil
            let accusation = Accusation(
                name: announcement.name,
                incarnation: announcement.incarnation,
                accuser: sender
            )
            switch member.state {
            case .alive: believe(announcement)
            case .suspect:
                believe(announcement)
                suspect(accusation)
            case .dead:
                guard isKnown else { continue }
                learnOfDead(accusation)
            case .left:
                guard isKnown else { continue }
                acceptDeparture(
                    Departure(
                        name: announcement.name,
                        incarnation: announcement.incarnation
                    )
                )
            }
        }
    }

    private mutating func learnOfDead(_ accusation: Accusation) {
        guard let slot = table.slot(of: accusation.name) else { return }
        if slot != own, !table.state(slot).isPresent {
            declareDead(accusation)
        } else {
            suspect(accusation)
        }
    }

    /// All that this node knows, in frames of at most `Limits.frameBytes`.
    func knowledgeFrames() -> [Frame] {
        let sender = table.announcement(own)
        let overhead = 32 + MessageSize.of(sender)
        var parts: [[KnownMember]] = [[]]
        var size = overhead
        for slot in table.slots where slot != own {
            let member = KnownMember(table.announcement(slot), table.state(slot))
            let bytes = 1 + MessageSize.of(member.announcement)
            if size + bytes > Limits.frameBytes
                || parts[parts.count - 1].count == Limits.frameMembers
            {
                parts.append([])
                size = overhead
            }
            parts[parts.count - 1].append(member)
            size += bytes
        }
        return parts.indices.map { index in
            .knowledge(
                Knowledge(
                    cluster: cluster,
                    sender: sender,
                    members: parts[index],
                    isLast: index == parts.count - 1
                )
            )
        }
    }

    mutating func begin(
        _ purpose: PendingExchange.Purpose,
        with address: Address,
        _ frames: [Frame]
    ) {
        guard exchanges.count < settings.limits.exchanges else { return }
        lastExchange += 1
        let deadline = now.advanced(by: settings.timing.exchangeTimeout)
        exchanges.append(
            PendingExchange(
                id: lastExchange,
                purpose: purpose,
                address: address,
                deadline: deadline
            )
        )
        ready.exchanges.append(
            Ready.Exchange(id: lastExchange, address: address, frames: frames)
        )
    }

    mutating func exchangeAtRandom() {
        var interval = settings.timing.exchangeInterval
        // Above 32 members the interval grows by one for each doubling.
        // The width of n - 1 in bits is the logarithm of n to base 2, rounded up.
        let doublings = Int.bitWidth - (table.presentCount - 1).leadingZeroBitCount - 5
        if doublings > 0 { interval = interval * (1 + doublings) }
        nextExchange = now.advanced(by: interval)
        guard phase == .member, let slot = order.sample(1, except: nil, using: &generator).first
        else { return }
        begin(.exchange, with: table.address(slot), knowledgeFrames())
        askLostSeed()
    }
}
