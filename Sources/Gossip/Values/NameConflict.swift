/// Two live processes claim one name; the newcomer is refused.
package struct NameConflict: Error, Sendable, Hashable, CustomStringConvertible {
    package var name: MemberName
    package var incumbent: Address
    package var newcomer: Address

    package init(name: MemberName, incumbent: Address, newcomer: Address) {
        self.name = name
        self.incumbent = incumbent
        self.newcomer = newcomer
    }

    package var description: String {
        "the name \(name) is in use at \(incumbent); \(newcomer) is refused and needs another"
    }
}
