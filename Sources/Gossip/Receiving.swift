import Determinism

/// What a datagram means.
extension GossipNode {
    mutating func receive(_ datagram: Datagram, from address: Address) {
        // Before it is let in anywhere, a node cannot tell whose datagrams these are.
        guard let cluster else { return }
        guard datagram.cluster == cluster || settings.deviation.contains(.mixesClusters) else {
            report(ForeignContact(ours: cluster, theirs: datagram.cluster, address: address))
            return
        }
        // News first: what a member says of itself counts before what is thought of it.
        for message in datagram.messages where phase != .stopped {
            switch message {
            case .alive(let announcement): believe(announcement)
            case .suspect(let accusation): suspect(accusation)
            case .dead(let accusation): declareDead(accusation)
            case .left(let departure): acceptDeparture(departure)
            case .conflict(let conflict): hearConflict(conflict)
            case .ping, .pingRequest, .acknowledgement, .negativeAcknowledgement: break
            }
        }
        for message in datagram.messages where phase != .stopped {
            switch message {
            case .ping(let ping): answer(ping, from: address)
            case .pingRequest(let request): relay(request, for: address)
            case .acknowledgement(let answer): hearAcknowledgement(answer)
            case .negativeAcknowledgement(let answer):
                hearNegative(answer)
            case .alive, .suspect, .dead, .left, .conflict: break
            }
        }
    }

    /// A helper is well and hears this node.
    private mutating func hearNegative(_ answer: NegativeAcknowledgement) {
        guard var probe, probe.sequence == answer.sequence else { return }
        probe.missingAnswers = max(0, probe.missingAnswers - 1)
        self.probe = probe
    }

    private mutating func answer(_ ping: Ping, from address: Address) {
        // The address was another member's before.
        guard ping.target == settings.name else { return }
        var messages: [Message] = [
            .acknowledgement(
                Acknowledgement(sequence: ping.sequence, address: settings.address)
            )
        ]
        if let slot = table.slot(of: ping.source) {
            // Who is thought to be gone and yet asks must hear of it, so that it can object.
            if slot != own, table.state(slot) != .alive { messages.append(belief(about: slot)) }
        } else if phase == .member, !exchanges.contains(where: { $0.purpose == .exchange }) {
            begin(.exchange, with: address, knowledgeFrames())
        }
        send(messages, to: address)
    }

    /// Pings for another member (SWIM §3.1).
    private mutating func relay(_ request: PingRequest, for asker: Address) {
        guard relays.count < settings.limits.relays else { return }
        let timing = settings.timing
        let sequence = nextSequence()
        // In time for the asker, whose period has this much left (Lifeguard §IV-A: 80 %).
        let patience = (timing.probeInterval - timing.probeTimeout) * 4 / 5
        relays.append(
            Relay(
                sequence: sequence,
                asker: asker,
                askerSequence: request.sequence,
                refusalDeadline: now.advanced(by: patience),
                endDeadline: now.advanced(by: timing.probeInterval)
            )
        )
        let ping = Ping(sequence: sequence, target: request.target, source: settings.name)
        send([.ping(ping)], to: request.targetAddress)
    }

    private mutating func hearAcknowledgement(_ answer: Acknowledgement) {
        if probe?.sequence == answer.sequence {
            probeSucceeded(answer.sequence)
        } else if let index = relays.firstIndex(where: { $0.sequence == answer.sequence }) {
            let relay = relays.remove(at: index)
            let passedOn = Acknowledgement(
                sequence: relay.askerSequence,
                address: answer.address
            )
            send([.acknowledgement(passedOn)], to: relay.asker)
        } else {
            hearClaimAnswer(answer.sequence, answer.address)
        }
    }

    mutating func expireRelays() {
        for index in relays.indices {
            guard let deadline = relays[index].refusalDeadline, deadline <= now else { continue }
            relays[index].refusalDeadline = nil
            let answer = NegativeAcknowledgement(sequence: relays[index].askerSequence)
            send([.negativeAcknowledgement(answer)], to: relays[index].asker)
        }
        relays.removeAll { $0.endDeadline <= now }
    }

    mutating func report(_ contact: ForeignContact) {
        guard ready.foreign.count < settings.limits.reports else { return }
        ready.foreign.append(contact)
    }
}
