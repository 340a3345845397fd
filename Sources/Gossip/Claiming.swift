import Determinism

/// One name, one live process.
///
/// A claim to the name of a present member, from another address, is checked by asking that member:
/// if it answers, the newcomer is refused; if it is silent, the name has moved.
extension GossipNode {
    /// Whether the sender of an exchange claims another member's name at another address.
    ///
    /// Also that of a dead one: it may be dead only to this node, and asking costs no more than two
    /// probe intervals.
    func isClaim(_ sender: Announcement) -> Bool {
        guard let slot = table.slot(of: sender.name),
            !settings.deviation.contains(.yieldsName)
        else { return false }
        return table.state(slot) != .left && table.address(slot) != sender.address
    }

    mutating func check(_ announcement: Announcement, token: UInt64?) {
        if let index = claims.firstIndex(where: {
            $0.announcement.name == announcement.name
                && $0.announcement.address == announcement.address
        }) {
            if let token, claims[index].tokens.count < settings.limits.waitingReplies {
                claims[index].tokens.append(token)
            }
            return
        }
        guard claims.count < settings.limits.claims,
            let slot = table.slot(of: announcement.name)
        else { return }
        let timing = settings.timing
        let asked = slot == own ? announcement.address : table.address(slot)
        let sequence = nextSequence()
        claims.append(
            Claim(
                announcement: announcement,
                asked: asked,
                sequence: sequence,
                nextPing: now,
                // Long enough for several pings and a stream.
                deadline: now.advanced(by: timing.probeInterval * 2),
                tokens: token.map { [$0] } ?? []
            )
        )
        if let cluster {
            let frame = Frame.probe(StreamProbe(cluster: cluster, target: announcement.name))
            begin(.claim(sequence), with: asked, [frame])
        }
    }

    /// Somebody answered under the name; it counts if it is known by the address that was asked.
    mutating func hearClaimAnswer(_ sequence: UInt32, _ address: Address) {
        guard let index = claims.firstIndex(where: { $0.sequence == sequence }),
            claims[index].asked == address
        else { return }
        let claim = claims.remove(at: index)
        exchanges.removeAll { $0.purpose == .claim(sequence) }
        let announcement = claim.announcement
        guard announcement.name == settings.name else {
            refuseClaim(
                NameConflict(
                    name: announcement.name,
                    incumbent: claim.asked,
                    newcomer: announcement.address,
                    incarnation: announcement.incarnation
                ),
                claim.tokens
            )
            return
        }
        // The other one under this node's name is the newcomer if its claim is the newer one;
        // otherwise the others refuse this node.
        let known = table.incarnation(own)
        let isNewer =
            announcement.incarnation != known
            ? announcement.incarnation > known : announcement.address > settings.address
        guard isNewer else { return }
        refuseClaim(
            NameConflict(
                name: settings.name,
                incumbent: settings.address,
                newcomer: announcement.address,
                incarnation: announcement.incarnation
            ),
            []
        )
    }

    private mutating func refuseClaim(_ conflict: NameConflict, _ tokens: [UInt64]) {
        reportConflict(conflict)
        for token in tokens { refuse(token, .nameConflict(conflict)) }
        send([.conflict(conflict)], to: conflict.newcomer)
    }

    private mutating func reportConflict(_ conflict: NameConflict) {
        guard ready.conflicts.count < settings.limits.reports,
            !ready.conflicts.contains(conflict)
        else { return }
        ready.conflicts.append(conflict)
    }

    /// Another process asks to be let in under this node's own name.
    mutating func refuseNamesake(_ sender: Announcement, token: UInt64?) {
        guard sender.address != settings.address else {
            // A seed that leads back to this node.
            if let token { refuse(token, .notReady) }
            return
        }
        let conflict = NameConflict(
            name: settings.name,
            incumbent: settings.address,
            newcomer: sender.address,
            incarnation: sender.incarnation
        )
        reportConflict(conflict)
        if let token { refuse(token, .nameConflict(conflict)) }
    }

    mutating func expireClaims() {
        for index in claims.indices
        where claims[index].nextPing <= now && now < claims[index].deadline {
            claims[index].nextPing = now.advanced(by: settings.timing.probeTimeout / 2)
            let claim = claims[index]
            let ping = Ping(
                sequence: claim.sequence,
                target: claim.announcement.name,
                source: settings.name
            )
            send([.ping(ping)], to: claim.asked)
        }
        while let index = claims.firstIndex(where: { $0.deadline <= now }) {
            let claim = claims.remove(at: index)
            exchanges.removeAll { $0.purpose == .claim(claim.sequence) }
            acceptClaim(claim)
        }
    }

    /// The known address is silent.
    private mutating func acceptClaim(_ claim: Claim) {
        let announcement = claim.announcement
        guard let slot = table.slot(of: announcement.name) else { return }
        if slot == own {
            // An own record of before a move: object to it.
            if announcement.incarnation >= table.incarnation(own) {
                raiseIncarnation(above: announcement.incarnation)
            }
        } else if announcement.incarnation > table.incarnation(slot) {
            adopt(announcement, slot)
        }
        // A claimant with an older incarnation learns of the newer one from the reply and comes
        // back above it.
        for token in claim.tokens { replyWithKnowledge(token) }
    }

    /// Others say that this node uses the name of a live member.
    mutating func hearConflict(_ conflict: NameConflict) {
        guard conflict.name == settings.name, conflict.newcomer == settings.address,
            conflict.incumbent != settings.address, conflict.incarnation >= firstIncarnation
        else { return }
        ready.refusal = .nameConflict(conflict)
        phase = .stopped
    }
}
