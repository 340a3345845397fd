/// What a node's disk holds when it starts, fed by the shell in the order of the log.
///
/// The shell reads the entries one by one and appends each; only the marks of old ones and the
/// newest entries themselves stay in memory, so any length of log can be restored.
package struct Restoration: Sendable {
    package var hardState: HardState
    /// The last command applied; also the commit index that is known to have survived.
    package var applied: LogPosition
    /// A snapshot that was being received, and how many of its bytes are kept.
    package var incoming: IncomingSnapshot?

    private(set) var log: Log
    private(set) var configurations: ConfigurationHistory
    private let windowBytes: Int

    /// An empty node: it belongs to no cluster until a leader sends it the log.
    package init(limits: Limits = Limits()) {
        self.init(
            hardState: HardState(term: 0, vote: nil),
            base: .start,
            configuration: .empty,
            applied: .start,
            limits: limits
        )
    }

    /// - Parameters:
    ///   - base: the last compacted entry.
    ///   - configuration: the members in force at `base`. The founder of a cluster starts at
    ///     `LogPosition.start` with itself as the only voter.
    package init(
        hardState: HardState,
        base: LogPosition,
        configuration: Configuration,
        applied: LogPosition,
        limits: Limits = Limits()
    ) {
        self.hardState = hardState
        self.applied = applied
        log = Log(base: base)
        configurations = ConfigurationHistory(base: base.index, configuration: configuration)
        windowBytes = limits.windowBytes
    }

    /// The members as of the last entry, and its index.
    package var newestConfiguration: Configuration { configurations.latest }
    package var lastIndex: LogIndex { log.last.index }

    /// Whether the newest configuration has this node as its only voter.
    package func isSoleVoter(_ node: NodeID) -> Bool {
        configurations.latest.voters == [node]
    }

    /// Adds the next entry found on disk.
    package mutating func append(_ entry: Entry) {
        log.append(entry)
        if let configuration = entry.configuration {
            configurations.append(configuration, at: entry.index)
        }
        log.shrinkWindow(applied: applied.index, limit: windowBytes)
    }

    /// Makes a node the only voter without asking the others: for a cluster whose majority is gone
    /// for good, and only when no other node of it will ever run again.
    ///
    /// What others had committed and this node had not received is lost; what it had received counts
    /// as committed from now on. The shell saves the result, in one transaction, before it starts a
    /// `RaftNode` from this restoration.
    package mutating func forceSoleVoter(
        _ node: NodeID
    ) -> (hardState: HardState, entry: Entry) {
        hardState = HardState(term: max(hardState.term, log.last.term) + 1, vote: nil)
        let entry = Entry(
            index: log.last.index + 1,
            term: hardState.term,
            payload: .configuration(Configuration(voters: [node]))
        )
        append(entry)
        return (hardState, entry)
    }
}
