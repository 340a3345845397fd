internal import NIOCore

/// Whether the store can be reached, as far as one event loop knows.
///
/// After a failed connect requests fail at once; when the time is over one of them tries, and the
/// others go on failing until it has succeeded.
struct UpstreamHealth {
    private enum State {
        case up
        case down(until: NIODeadline)
        case trying
    }

    private var state = State.up

    /// Whether a new connection may be tried now; who gets true must report how it went.
    mutating func mayConnect(at now: NIODeadline) -> Bool {
        switch state {
        case .up: return true
        case .trying: return false
        case .down(let until):
            guard now >= until else { return false }
            state = .trying
            return true
        }
    }

    mutating func connected() {
        state = .up
    }

    mutating func failed(at now: NIODeadline) {
        state = .down(until: now + UpstreamLimits.downTime)
    }
}
