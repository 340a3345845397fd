/// The numbered, sorted list of members by which misses are routed.
///
/// The cluster's log orders views, so two nodes with the same number have the same members.
package struct RoutingView: Sendable, Hashable {
    /// One more with each change; 0 before the first.
    package let number: UInt64
    /// Names in the order of their bytes, each once.
    package let members: [String]

    package init(number: UInt64 = 0, members: [String] = []) {
        self.number = number
        self.members = members
    }

    /// The place of a member in the list; nil for who is none.
    package func index(of name: String) -> Int? {
        members.firstIndex(of: name)
    }
}
