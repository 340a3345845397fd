package import Wire

/// A node of the cluster, as the catalogue knows it.
package struct Member: Sendable, Hashable {
    /// The number by which consensus knows it; never given to another node.
    package var node: UInt64
    package var card: MemberCard
    /// Asked to leave, or told to: it is forgotten when it is out of the configuration.
    package var isLeaving: Bool

    package var name: String { card.name }

    package init(node: UInt64, card: MemberCard, isLeaving: Bool = false) {
        self.node = node
        self.card = card
        self.isLeaving = isLeaving
    }

    /// Appends it as it is kept and sent between nodes.
    package func encode(into writer: inout WireWriter) {
        writer.uint64(node)
        writer.uint8(isLeaving ? 1 : 0)
        card.encode(into: &writer)
    }

    package init(decoding reader: inout WireReader) throws(WireError) {
        node = try reader.uint64()
        isLeaving = try reader.uint8() != 0
        card = try MemberCard(decoding: &reader)
    }
}
