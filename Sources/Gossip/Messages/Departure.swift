/// A member's word that it goes.
package struct Departure: Sendable, Hashable {
    package var name: MemberName
    package var incarnation: UInt64

    package init(name: MemberName, incarnation: UInt64) {
        self.name = name
        self.incarnation = incarnation
    }
}
