/// Says that a member did not answer (`Suspect`) or did not object in time (`Confirm`, SWIM §4.2).
package struct Accusation: Sendable, Hashable {
    package var name: MemberName
    /// The incarnation that is accused; the member refutes with a higher one.
    package var incarnation: UInt64
    /// Who found out: suspicions of different members confirm each other.
    package var accuser: MemberName

    package init(name: MemberName, incarnation: UInt64, accuser: MemberName) {
        self.name = name
        self.incarnation = incarnation
        self.accuser = accuser
    }
}
