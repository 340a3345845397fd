import Determinism

/// The failure detector (SWIM §3.1) with Lifeguard's local health (§IV-A).
extension GossipNode {
    /// What Lifeguard multiplies the interval and the timeout of a probe by.
    private var healthMultiplier: Int {
        settings.lifeguard.contains(.probe) ? health.multiplier : 1
    }

    mutating func continueProbing() {
        guard phase != .joining else { return }
        if let probe, !probe.isIndirect, probe.directDeadline <= now, now < nextProbe {
            askOthersToProbe()
        }
        guard nextProbe <= now else { return }
        if probe != nil { judgeProbe() }
        beginProbe()
    }

    private mutating func beginProbe() {
        let timing = settings.timing
        nextProbe = now.advanced(by: timing.probeInterval * healthMultiplier)
        guard let slot = order.next(using: &generator) else { return }
        let sequence = nextSequence()
        probe = Probe(
            slot: slot,
            sequence: sequence,
            directDeadline: now.advanced(by: timing.probeTimeout * healthMultiplier),
            endDeadline: nextProbe
        )
        let name = table.name(slot)
        var messages: [Message] = [
            .ping(Ping(sequence: sequence, target: name, source: settings.name))
        ]
        // The suspect learns of the suspicion as early as it can (Lifeguard §IV-C).
        if settings.lifeguard.contains(.buddy), table.state(slot) == .suspect {
            messages.append(belief(about: slot))
        }
        send(messages, to: table.address(slot))
    }

    /// The direct path failed; try k indirect ones (SWIM §3.1) and a stream.
    private mutating func askOthersToProbe() {
        guard var probe else { return }
        probe.isIndirect = true
        let name = table.name(probe.slot)
        let address = table.address(probe.slot)
        let helpers = order.sample(
            settings.timing.indirectProbes,
            except: probe.slot,
            using: &generator
        )
        probe.wasHelped = !helpers.isEmpty
        probe.missingAnswers = helpers.count
        self.probe = probe
        let request = PingRequest(
            sequence: probe.sequence,
            target: name,
            targetAddress: address
        )
        for helper in helpers { send([.pingRequest(request)], to: table.address(helper)) }
        if settings.probesByStream, let cluster {
            let frame = Frame.probe(StreamProbe(cluster: cluster, target: name))
            begin(.probe(probe.sequence), with: address, [frame])
        }
    }

    /// The period is over without an answer.
    ///
    /// Where helpers could be asked, only their silence speaks against this node's own health:
    /// if all of them answered that they cannot reach the member either, it is the member. The
    /// paper counts the failed probe as well; this is memberlist's rule.
    private mutating func judgeProbe() {
        guard let probe else { return }
        self.probe = nil
        exchanges.removeAll { $0.purpose == .probe(probe.sequence) }
        health.add(probe.wasHelped ? probe.missingAnswers : 1)
        suspect(
            Accusation(
                name: table.name(probe.slot),
                incarnation: table.incarnation(probe.slot),
                accuser: settings.name
            )
        )
    }

    /// The member of the present probe was heard.
    mutating func probeSucceeded(_ sequence: UInt32) {
        guard let probe, probe.sequence == sequence else { return }
        self.probe = nil
        exchanges.removeAll { $0.purpose == .probe(sequence) }
        health.add(-1)
    }

    mutating func nextSequence() -> UInt32 {
        lastSequence &+= 1
        return lastSequence
    }
}
