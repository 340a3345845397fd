import Determinism

/// Going on purpose: told, and no failure.
extension GossipNode {
    mutating func leave() {
        guard phase == .member else {
            if phase == .joining { stopLeft() }
            return
        }
        phase = .leaving
        leaveDeadline = now.advanced(by: settings.timing.leaveTimeout)
        table.setState(own, .left, at: now)
        tellDeparture()
    }

    private mutating func tellDeparture() {
        departureRounds += 1
        spread(
            .left(Departure(name: settings.name, incarnation: table.incarnation(own))),
            about: own
        )
    }

    /// Ends when the departure was told three times as often as other news, or its time is over.
    ///
    /// Other news lives on in whoever heard it last; this one is taken for a death if by bad luck
    /// only lost and hung members were told.
    mutating func finishLeaving() {
        guard phase == .leaving, let leaveDeadline else { return }
        if leaveDeadline <= now || order.count == 0 {
            stopLeft()
        } else if !news.contains(about: own) {
            if departureRounds < 3 { tellDeparture() } else { stopLeft() }
        }
    }

    private mutating func stopLeft() {
        phase = .stopped
        ready.hasLeft = true
    }
}
