/// Why a change of the members had no effect.
package enum MemberRefusal: UInt8, Sendable, Hashable {
    /// The name is that of a node with another disk.
    case nameTaken = 1
    /// The node was a member and is none any more.
    case removed = 2
    /// There is no such member.
    case unknown = 3
    /// The cluster has as many members as it can have.
    case full = 4
    /// It is the only member.
    case last = 5
}
