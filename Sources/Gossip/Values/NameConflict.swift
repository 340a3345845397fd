/// Two live processes claim one name; the newcomer is refused.
package struct NameConflict: Error, Sendable, Hashable, CustomStringConvertible {
    package var name: MemberName
    package var incumbent: Address
    package var newcomer: Address
    /// What the newcomer said with its claim, so that a refusal of an earlier start of it, heard
    /// again, means nothing.
    package var incarnation: UInt64

    package init(
        name: MemberName,
        incumbent: Address,
        newcomer: Address,
        incarnation: UInt64
    ) {
        self.name = name
        self.incumbent = incumbent
        self.newcomer = newcomer
        self.incarnation = incarnation
    }

    package var description: String {
        "the name \(name) is in use at \(incumbent); \(newcomer) is refused and needs another"
    }
}
