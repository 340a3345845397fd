/// The name of a member, unique in its cluster and the same for its whole life.
///
/// 1 to 128 bytes of printable ASCII without spaces, so that comparing text and comparing bytes
/// are the same and two names never merely look alike.
package struct MemberName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let text: String

    /// Nil when the text breaks the rule above.
    package init?(_ text: String) {
        guard (1...Limits.nameBytes).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.text = text
    }

    package static func < (left: MemberName, right: MemberName) -> Bool {
        left.text < right.text
    }

    package var description: String { text }
}
