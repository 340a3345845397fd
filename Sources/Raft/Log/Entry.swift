/// One record of the replicated log.
package struct Entry: Sendable, Hashable {
    package var index: LogIndex
    package var term: Term
    package var payload: Payload

    /// What an entry carries.
    package enum Payload: Sendable, Hashable {
        /// Nothing: a new leader's first entry, by whose commit it learns what is committed.
        case empty
        /// A command of the state machine, opaque to consensus.
        case command([UInt8])
        /// The members from this entry on.
        case configuration(Configuration)
    }

    package init(index: LogIndex, term: Term, payload: Payload) {
        self.index = index
        self.term = term
        self.payload = payload
    }

    package var position: LogPosition { LogPosition(index: index, term: term) }

    /// The members this entry sets, if it is a membership change.
    package var configuration: Configuration? {
        guard case .configuration(let configuration) = payload else { return nil }
        return configuration
    }

    /// What the entry counts for in every limit that is in bytes.
    package var byteCount: Int {
        switch payload {
        case .empty: Self.overheadBytes
        case .command(let bytes): Self.overheadBytes + bytes.count
        case .configuration(let configuration):
            Self.overheadBytes
                + 8 * (configuration.voters.count + configuration.learners.count)
        }
    }

    /// Index, term, tag and length at their longest.
    static let overheadBytes = 32
}
