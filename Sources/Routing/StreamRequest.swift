/// A stream that a node asks of another.
package struct StreamRequest: Sendable, Equatable {
    /// What the other side may do for it.
    package enum Intent: Sendable, Equatable {
        /// Begin a fill, for the path is its own or it stands in, at this rank.
        case fetch(rank: Int)
        /// Only lend what it has: the object, or a fill under way. The rank is the asker's own.
        case attach(rank: Int?)
    }

    package let member: String
    package let intent: Intent
    /// The number of the view by which the member was chosen.
    package let view: UInt64
    /// The first byte wanted.
    package let offset: UInt64
    /// What the bytes before it are of.
    package let version: ObjectVersion?
    /// Members that the asker could not reach just now, so that it is not sent there.
    package let unreachable: [String]

    package init(
        member: String,
        intent: Intent,
        view: UInt64,
        offset: UInt64,
        version: ObjectVersion?,
        unreachable: [String] = []
    ) {
        self.member = member
        self.intent = intent
        self.view = view
        self.offset = offset
        self.version = version
        self.unreachable = unreachable
    }
}
