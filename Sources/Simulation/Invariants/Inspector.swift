import Raft

/// All rules of consensus, checked after each step of a node.
struct Inspector: Sendable {
    private var electionSafety = ElectionSafety()
    private var voteOnce = VoteOnce()
    private var monotonic: MonotonicState
    private let appendOnly = LeaderAppendOnly()
    private var logMatching = LogMatching()
    private let onQuorum = CommittedOnQuorum()
    private let completeness = LeaderCompleteness()
    private var stateMachines = StateMachineSafety()
    private let oneChange = OneChangeAtATime()
    private(set) var committed = CommittedEntries()

    init(nodes: Int) {
        monotonic = MonotonicState(nodes: nodes)
    }

    mutating func noteSent(_ envelope: Envelope, from node: Int) throws(Violation) {
        try voteOnce.noteSent(envelope)
        try monotonic.noteSent(envelope, from: node)
    }

    /// True when no node applied this entry before.
    mutating func noteApplied(
        _ entry: Entry,
        effect: Applied?,
        fingerprint: UInt64,
        on node: NodeID
    ) throws(Violation) -> Bool {
        try stateMachines.noteApplied(entry, effect: effect, fingerprint: fingerprint, on: node)
    }

    /// - Parameter isDurable: whether a node's disk, after a crash now, would have the entry. A sole
    ///   voter's own entries count as durable: they become so along with their application.
    mutating func check(
        _ node: RaftNode,
        before: NodeView,
        ready: Ready,
        isDurable: (NodeID, LogPosition) -> Bool
    ) throws(Violation) {
        if let halt = ready.halt { throw Violation("halted", "\(node.settings.id): \(halt)") }
        let id = node.settings.id
        let after = NodeView(node)
        try monotonic.check(id, before: before, after: after)
        try appendOnly.check(id, before: before, after: after, ready: ready)
        if after.role == .leader, before.role != .leader || before.term != after.term {
            try electionSafety.noteLeader(id, term: after.term)
            try completeness.check(node, committed: committed)
        }
        try noteAppended(node, before: before, after: after, ready: ready)
        if after.commit > before.commit {
            try noteCommit(node, before, after, applied: ready.committed, isDurable)
        }
    }

    private mutating func noteAppended(
        _ node: RaftNode,
        before: NodeView,
        after: NodeView,
        ready: Ready
    ) throws(Violation) {
        guard let first = ready.entries.first else { return }
        // Compacted at once: then it was applied, and that is checked elsewhere.
        guard var previousTerm = node.logTerm(at: first.index - 1) else { return }
        var configuration = before.configuration
        var configurationIndex = before.configurationIndex
        for entry in ready.entries {
            try logMatching.noteAppended(
                entry,
                previousTerm: previousTerm,
                on: node.settings.id
            )
            previousTerm = entry.term
            guard after.role == .leader, entry.term == after.term,
                let next = entry.configuration, let term = node.logTerm(at: before.commit)
            else { continue }
            try oneChange.check(
                node.settings.id,
                change: entry,
                from: configuration,
                earlierIndex: configurationIndex,
                commit: LogPosition(index: before.commit, term: term)
            )
            configuration = next
            configurationIndex = entry.index
        }
    }

    private mutating func noteCommit(
        _ node: RaftNode,
        _ before: NodeView,
        _ after: NodeView,
        applied: [Entry],
        _ isDurable: (NodeID, LogPosition) -> Bool
    ) throws(Violation) {
        guard let term = node.logTerm(at: after.commit) else { return }
        let position = LogPosition(index: after.commit, term: term)
        let id = node.settings.id
        // What a sole voter commits becomes so with its transaction, see `noteSaved`.
        if after.role == .leader, after.configuration.voters == [id] { return }
        // A leader that stood down in this step declared before it did.
        let declares =
            after.role == .leader || (before.role == .leader && before.term == after.term)
        if declares, after.commit > committed.last {
            try onQuorum.check(
                id,
                term: after.term,
                position: position,
                configuration: node.newestConfiguration,
                isDurable: isDurable
            )
            declare(node, through: after.commit, applied: applied)
        } else {
            try onQuorum.checkFollower(id, position: position, committed: committed)
        }
    }

    /// A node's transaction is durable: what a sole voter committed in it is so from now on.
    mutating func noteSaved(_ node: RaftNode, _ ready: Ready) {
        guard node.newestConfiguration.voters == [node.settings.id],
            node.commitIndex > committed.last
        else { return }
        declare(node, through: node.commitIndex, applied: ready.committed)
    }

    private mutating func declare(_ node: RaftNode, through commit: LogIndex, applied: [Entry]) {
        for index in (committed.last + 1)...commit {
            // Compacted in this very step: then it is among what was just applied.
            let known = node.logTerm(at: index) ?? applied.first { $0.index == index }?.term
            committed.append(term: known ?? node.currentTerm, declaredIn: node.currentTerm)
        }
    }
}
