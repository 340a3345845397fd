/// Everything that can happen to a node besides the passing of time.
package enum Event: Sendable {
    /// A message arrived.
    case received(Envelope)
    /// A client's command; answered by `Ready.accepted` or `Ready.refused` with the same number.
    case propose(Proposal)
    /// A linearizable read; answered by `Ready.reads` with the same number.
    case read(id: UInt64)
    /// A membership change; answered like a proposal.
    case change(ChangeProposal)
    /// Hand leadership to a voter, or to the best one; ends in `Ready.transfer`.
    case transferLeadership(to: NodeID?)
    /// The answer to `Ready.loads`.
    case loaded(LoadedEntries)
    /// The answer to `Ready.snapshotReads`.
    case snapshotRead(SnapshotPart)
    /// A snapshot asked for cannot be read any more; the core asks for another one later.
    case snapshotUnavailable(to: NodeID)
    /// The transport lost the connection to a node, and with it what was under way.
    case unreachable(NodeID)
}

/// A command to be replicated.
package struct Proposal: Sendable {
    /// Chosen by the shell to recognise the answer.
    package var id: UInt64
    package var command: [UInt8]

    package init(id: UInt64, command: [UInt8]) {
        self.id = id
        self.command = command
    }
}

/// A membership change to be replicated.
package struct ChangeProposal: Sendable {
    package var id: UInt64
    package var change: ConfigurationChange

    package init(id: UInt64, change: ConfigurationChange) {
        self.id = id
        self.change = change
    }
}

/// Entries read back from disk for a follower that is behind the window in memory.
package struct LoadedEntries: Sendable {
    package var peer: NodeID
    /// Contiguous from the index that was asked for; empty when they could not be read.
    package var entries: [Entry]

    package init(peer: NodeID, entries: [Entry]) {
        self.peer = peer
        self.entries = entries
    }
}

/// A part of a snapshot read for a follower.
package struct SnapshotPart: Sendable {
    package var peer: NodeID
    package var identity: SnapshotIdentity
    package var offset: UInt64
    package var isLast: Bool
    package var bytes: [UInt8]

    package init(
        peer: NodeID,
        identity: SnapshotIdentity,
        offset: UInt64,
        isLast: Bool,
        bytes: [UInt8]
    ) {
        self.peer = peer
        self.identity = identity
        self.offset = offset
        self.isLast = isLast
        self.bytes = bytes
    }
}
