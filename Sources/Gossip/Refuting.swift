import Determinism

/// What this node says of itself, and how it objects (SWIM §4.2).
extension GossipNode {
    /// Somebody holds this node for suspect, dead or gone: it objects with a higher incarnation.
    ///
    /// Having to object is a sign of being slow (Lifeguard §IV-A).
    mutating func refute(_ incarnation: UInt64) {
        guard phase == .member, incarnation >= table.incarnation(own),
            !settings.deviation.contains(.neverRefutes)
        else { return }
        health.add(1)
        raiseIncarnation(above: incarnation)
    }

    mutating func raiseIncarnation(above incarnation: UInt64) {
        table.setIncarnation(own, min(incarnation + 1, Limits.incarnation))
        announceSelf()
    }

    mutating func announceSelf() {
        saveIdentity()
        spread(.alive(table.announcement(own)), about: own)
    }

    /// Others know something of this node that it does not know itself: its disk was lost.
    mutating func hearOfSelf(_ announcement: Announcement) {
        guard phase == .member else { return }
        let incarnation = table.incarnation(own)
        guard announcement.address == settings.address else {
            // An own record from before a move, or another process of this name: ask there.
            if announcement.incarnation >= incarnation { check(announcement, token: nil) }
            return
        }
        if announcement.incarnation > incarnation {
            raiseIncarnation(above: announcement.incarnation)
        }
        let known = table.identity(own)
        if announcement.hasNewerMetadata(than: known.metadataVersion, known.metadata) {
            let version = min(announcement.metadataVersion + 1, Limits.incarnation)
            table.setMetadata(own, version: version, known.metadata)
            announceSelf()
        }
    }

    mutating func changeMetadata(_ bytes: [UInt8]) {
        precondition(
            bytes.count <= Limits.metadataBytes,
            "\(bytes.count) bytes of metadata; \(Limits.metadataBytes) is the limit"
        )
        let known = table.identity(own)
        guard known.metadata != bytes else { return }
        table.setMetadata(own, version: known.metadataVersion + 1, bytes)
        guard phase == .member else { return }
        announceSelf()
    }
}
