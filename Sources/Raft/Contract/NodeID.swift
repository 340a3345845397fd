/// The number by which consensus knows a node; the shell maps names and addresses to it.
///
/// A number is never given to a second node, nor to a node whose disk was emptied: a vote given
/// under it must be remembered as long as it lives.
package struct NodeID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var rawValue: UInt64

    package init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package static func < (left: NodeID, right: NodeID) -> Bool {
        left.rawValue < right.rawValue
    }

    package var description: String { "n\(rawValue)" }
}
