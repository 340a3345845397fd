/// Deliberate breaches of the protocol, by which the simulation proves that it would notice them.
///
/// A node that serves has none: the value is empty unless a test sets it.
package struct Deviation: OptionSet, Sendable, Hashable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Hears that it is suspected and says nothing (against SWIM §4.2).
    package static let neverRefutes = Deviation(rawValue: 1 << 0)
    /// Starts again with the incarnation it had.
    package static let keepsIncarnation = Deviation(rawValue: 1 << 1)
    /// Suspects for ever (against SWIM §4.2).
    package static let suspectsForever = Deviation(rawValue: 1 << 2)
    /// Tells the same news without end (against SWIM §4.1).
    package static let neverRetires = Deviation(rawValue: 1 << 3)
    /// Believes that a member is dead whatever its incarnation is.
    package static let deadOverridesNewer = Deviation(rawValue: 1 << 4)
    /// Takes a member that left for a dead one.
    package static let leaveIsDeath = Deviation(rawValue: 1 << 5)
    /// Lets an older announcement replace a newer one.
    package static let acceptsOlder = Deviation(rawValue: 1 << 6)
    /// Fills datagrams without regard to their size.
    package static let overfills = Deviation(rawValue: 1 << 7)
    /// Does not look at the cluster a message is from.
    package static let mixesClusters = Deviation(rawValue: 1 << 8)
    /// Lets a newcomer take a live member's name.
    package static let yieldsName = Deviation(rawValue: 1 << 9)
    /// Does not try to reach the dead again.
    package static let neverRevives = Deviation(rawValue: 1 << 10)
    /// Does not tell others what it was told (against SWIM §4.1).
    package static let keepsNews = Deviation(rawValue: 1 << 11)
    /// Keeps a record of every member that ever was.
    package static let neverForgets = Deviation(rawValue: 1 << 12)
}
