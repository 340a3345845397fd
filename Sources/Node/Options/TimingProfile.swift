/// The timing of gossip and elections.
package enum TimingProfile: String, Sendable, CaseIterable {
    /// Failures are seen in about a second.
    case local
    /// In about five seconds.
    case lan
    case wan
}
