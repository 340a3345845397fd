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
        spread(
            .left(Departure(name: settings.name, incarnation: table.incarnation(own))),
            about: own
        )
    }

    /// Ends when the departure was told as often as news is told, or its time is over.
    mutating func finishLeaving() {
        guard phase == .leaving, let leaveDeadline else { return }
        if leaveDeadline <= now || order.count == 0 || !news.contains(about: own) { stopLeft() }
    }

    private mutating func stopLeft() {
        phase = .stopped
        ready.hasLeft = true
    }
}
