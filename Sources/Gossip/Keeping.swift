import Determinism

/// The bookkeeping that keeps table, probe order, news and memory of the gone in step.
extension GossipNode {
    mutating func insert(_ announcement: Announcement) {
        let slot = table.insert(announcement, .alive, at: now)
        order.insert(slot, using: &generator)
        change(.alive, slot)
        saveMember(announcement)
    }

    /// Whether another member may be kept; the longest gone one makes room.
    mutating func hasRoom() -> Bool {
        if table.count >= settings.limits.members, let oldest = gone.first { forget(oldest) }
        return table.count < settings.limits.members
    }

    /// A present member became dead or left.
    mutating func go(_ slot: Int32, _ state: MemberState) {
        let before = table.state(slot)
        table.setState(slot, state, at: now)
        suspicions.remove(about: slot)
        if probe?.slot == slot { probe = nil }
        order.remove(slot)
        if before.isPresent { gone.append(slot) }
        if before != state { change(state == .left ? .left : .dead, slot) }
    }

    /// A dead or left member is present again.
    mutating func comeBack(_ slot: Int32) {
        gone.removeAll { $0 == slot }
        order.insert(slot, using: &generator)
        saveMember(table.announcement(slot))
    }

    mutating func forget(_ slot: Int32) {
        gone.removeAll { $0 == slot }
        news.remove(about: slot)
        let name = table.name(slot)
        claims.removeAll { $0.announcement.name == name }
        change(.forgotten, slot)
        saveRemoval(name)
        table.remove(slot)
    }

    mutating func change(_ kind: MembershipChange.Kind, _ slot: Int32) {
        ready.changes.append(MembershipChange(kind, table.announcement(slot)))
    }

    mutating func saveMember(_ announcement: Announcement) {
        var saving = ready.save ?? Ready.Saving()
        // The last word about a member is the only one, so the shell need not keep an order.
        saving.removed.removeAll { $0 == announcement.name }
        saving.members.append(announcement)
        ready.save = saving
    }

    mutating func saveRemoval(_ name: MemberName) {
        var saving = ready.save ?? Ready.Saving()
        saving.members.removeAll { $0.name == name }
        saving.removed.append(name)
        ready.save = saving
    }

    mutating func saveIdentity() {
        guard let cluster else { return }
        let identity = SavedIdentity(
            cluster: cluster,
            incarnation: table.incarnation(own),
            metadataVersion: table.identity(own).metadataVersion
        )
        var saving = ready.save ?? Ready.Saving()
        saving.identity = identity
        ready.save = saving
    }
}
