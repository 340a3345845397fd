/// Everything that fits a datagram; each kind has exactly the fields it needs.
package enum Message: Sendable, Hashable {
    // The failure detector (SWIM §3).
    case ping(Ping)
    case pingRequest(PingRequest)
    case acknowledgement(Acknowledgement)
    case negativeAcknowledgement(NegativeAcknowledgement)

    // The news (SWIM §4).
    case alive(Announcement)
    case suspect(Accusation)
    case dead(Accusation)
    case left(Departure)

    /// To a process that claims the name of a live member.
    case conflict(NameConflict)
}
