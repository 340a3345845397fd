/// What is believed of a member; the raw value is its rank at one incarnation.
///
/// Of two beliefs the one of the higher incarnation holds, at the same incarnation the one of the
/// higher rank (SWIM §4.2). Belief therefore only ever moves up, and members that have heard the
/// same news in any order believe the same.
package enum MemberState: UInt8, Sendable, Hashable, Comparable, CaseIterable {
    case alive = 0
    /// Did not answer; has a while to object.
    case suspect = 1
    /// Did not object in time.
    case dead = 2
    /// Said that it goes. Not a failure.
    case left = 3

    package static func < (left: MemberState, right: MemberState) -> Bool {
        left.rawValue < right.rawValue
    }

    /// Whether the member is probed and told news: a suspect is a member until proven dead.
    package var isPresent: Bool { self <= .suspect }
}
