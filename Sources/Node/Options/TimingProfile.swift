/// The timing of gossip and elections.
package enum TimingProfile: String, Sendable, CaseIterable {
    /// Failures are seen in about a second.
    case local
    /// In about five seconds.
    case lan
    case wan

    /// The times of consensus.
    ///
    /// Shorter finds a dead leader sooner, but a disk or a link slower than the election timeout
    /// then costs leaders that were well.
    package var consensus:
        (electionTimeout: Duration, heartbeatInterval: Duration, viewPause: Duration)
    {
        switch self {
        case .local: (.milliseconds(500), .milliseconds(100), .milliseconds(300))
        case .lan: (.seconds(1), .milliseconds(200), .seconds(1))
        case .wan: (.seconds(4), .milliseconds(500), .seconds(3))
        }
    }
}
