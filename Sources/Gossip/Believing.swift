import Determinism

/// How beliefs change (SWIM §4.2): the higher (incarnation, state) holds.
extension GossipNode {
    /// A member says that it is there, itself or through others.
    mutating func believe(_ announcement: Announcement) {
        guard let slot = table.slot(of: announcement.name) else {
            guard hasRoom() else { return }
            insert(announcement)
            spread(.alive(announcement), about: table.slot(of: announcement.name))
            return
        }
        guard slot != own else {
            hearOfSelf(announcement)
            return
        }
        if announcement.address != table.address(slot) {
            guard mayMove(slot, announcement) else { return }
        }
        adopt(announcement, slot)
    }

    /// Whether an announcement with another address than the known one counts at once.
    ///
    /// One that is newer and claims the name of a present member is checked first.
    private mutating func mayMove(_ slot: Int32, _ announcement: Announcement) -> Bool {
        if settings.deviation.contains(.yieldsName) { return true }
        let incarnation = table.incarnation(slot)
        guard table.state(slot).isPresent else {
            return announcement.incarnation > incarnation
        }
        // Of two with one incarnation the greater address is the newcomer, for all members alike.
        let isNewer =
            announcement.incarnation != incarnation
            ? announcement.incarnation > incarnation
            : announcement.address > table.address(slot)
        if isNewer { check(announcement, token: nil) }
        return false
    }

    /// Takes over what is newer in an announcement.
    mutating func adopt(_ announcement: Announcement, _ slot: Int32) {
        let before = table.state(slot)
        let known = table.incarnation(slot)
        let isOlderAccepted =
            settings.deviation.contains(.acceptsOlder) && announcement.incarnation < known
        let isNewer = announcement.incarnation > known || isOlderAccepted
        var isUpdated = false
        if isNewer {
            table.setIncarnation(slot, announcement.incarnation)
            if table.address(slot) != announcement.address {
                table.setAddress(slot, announcement.address)
                saveMember(announcement)
                isUpdated = true
            }
        }
        let identity = table.identity(slot)
        if announcement.hasNewerMetadata(than: identity.metadataVersion, identity.metadata) {
            table.setMetadata(
                slot,
                version: announcement.metadataVersion,
                announcement.metadata
            )
            isUpdated = true
        }
        if isNewer, before != .alive {
            suspicions.remove(about: slot)
            table.setState(slot, .alive, at: now)
            if !before.isPresent { comeBack(slot) }
            change(.alive, slot)
        } else if isUpdated {
            change(.updated, slot)
        }
        if isNewer || (isUpdated && table.state(slot).isPresent) {
            spread(.alive(table.announcement(slot)), about: slot)
        }
    }

    /// Somebody did not hear a member (SWIM's `Suspect`).
    mutating func suspect(_ accusation: Accusation) {
        guard let slot = table.slot(of: accusation.name) else { return }
        guard slot != own else {
            refute(accusation.incarnation)
            return
        }
        let incarnation = table.incarnation(slot)
        let state = table.state(slot)
        guard accusation.incarnation >= incarnation else { return }
        if state == .suspect, accusation.incarnation == incarnation {
            // The first K independent suspicions are passed on, for they shorten the wait of all
            // who hear them (Lifeguard §IV-B).
            if var suspicion = suspicions[slot], suspicion.confirm(by: accusation.accuser) {
                suspicions.set(suspicion, about: slot)
                spread(.suspect(accusation), about: slot)
            }
            return
        }
        guard state == .alive || accusation.incarnation > incarnation else { return }
        table.setIncarnation(slot, accusation.incarnation)
        table.setState(slot, .suspect, at: now)
        if !state.isPresent { comeBack(slot) }
        // Also when an older incarnation was suspected: the member has objected to that, and has
        // its whole time again.
        suspicions.set(newSuspicion(by: accusation.accuser), about: slot)
        if state != .suspect { change(.suspect, slot) }
        spread(.suspect(accusation), about: slot)
    }

    private func newSuspicion(by accuser: MemberName) -> Suspicion {
        let timing = settings.timing
        let scale = max(1, Logarithm.decimal(table.presentCount))
        let minimum = Duration.nanoseconds(
            Int64(
                Double((timing.probeInterval * timing.suspicionMultiplier).wholeNanoseconds) * scale
            )
        )
        // Besides the suspect and the accuser there must be enough others to confirm.
        let isDynamic =
            settings.lifeguard.contains(.suspicion)
            && table.presentCount - 2 >= timing.confirmations
        return Suspicion(
            accuser: accuser,
            started: now,
            minimum: minimum,
            maximum: isDynamic ? minimum * timing.suspicionMaximumMultiplier : minimum,
            expected: isDynamic ? timing.confirmations : 0
        )
    }

    mutating func expireSuspicions() {
        while let (slot, _) = suspicions.popExpired(at: now) {
            if settings.deviation.contains(.suspectsForever) { continue }
            declareDead(
                Accusation(
                    name: table.name(slot),
                    incarnation: table.incarnation(slot),
                    accuser: settings.name
                )
            )
        }
    }

    /// A member did not object in time (SWIM's `Confirm`).
    mutating func declareDead(_ accusation: Accusation) {
        guard let slot = table.slot(of: accusation.name) else { return }
        guard slot != own else {
            refute(accusation.incarnation)
            return
        }
        let overrides =
            settings.deviation.contains(.deadOverridesNewer) && table.state(slot).isPresent
        guard overrides || supersedes(accusation.incarnation, .dead, slot) else { return }
        table.setIncarnation(slot, accusation.incarnation)
        go(slot, .dead)
        spread(.dead(accusation), about: slot)
    }

    /// A member said that it goes.
    mutating func acceptDeparture(_ departure: Departure) {
        if settings.deviation.contains(.leaveIsDeath) {
            declareDead(
                Accusation(
                    name: departure.name,
                    incarnation: departure.incarnation,
                    accuser: departure.name
                )
            )
            return
        }
        guard let slot = table.slot(of: departure.name) else { return }
        guard slot != own else {
            refute(departure.incarnation)
            return
        }
        guard supersedes(departure.incarnation, .left, slot) else { return }
        table.setIncarnation(slot, departure.incarnation)
        go(slot, .left)
        spread(.left(departure), about: slot)
        saveRemoval(departure.name)
    }

    private func supersedes(_ incarnation: UInt64, _ state: MemberState, _ slot: Int32) -> Bool {
        let known = table.incarnation(slot)
        return incarnation != known ? incarnation > known : state > table.state(slot)
    }

    /// What this node believes of a member that is not alive, as a message.
    func belief(about slot: Int32) -> Message {
        let name = table.name(slot)
        let incarnation = table.incarnation(slot)
        let accuser = suspicions[slot]?.accusers.first ?? settings.name
        let accusation = Accusation(name: name, incarnation: incarnation, accuser: accuser)
        switch table.state(slot) {
        case .alive: return .alive(table.announcement(slot))
        case .suspect: return .suspect(accusation)
        case .dead: return .dead(accusation)
        case .left: return .left(Departure(name: name, incarnation: incarnation))
        }
    }
}
