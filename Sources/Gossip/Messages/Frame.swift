/// One piece of what two nodes say to each other on a stream.
package enum Frame: Sendable, Hashable {
    /// "Are you there?", where datagrams may be lost on the way.
    case probe(StreamProbe)
    /// "I am", with the address under which the answering member wants to be known.
    case probeAnswer(Address)
    /// A part of what the sender knows.
    case knowledge(Knowledge)
    case refusal(Refusal)

    /// Whether nothing follows from the same side.
    package var isLast: Bool {
        guard case .knowledge(let knowledge) = self else { return true }
        return knowledge.isLast
    }
}
