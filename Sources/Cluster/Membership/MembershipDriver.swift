internal import Determinism
internal import Raft

/// Looks at the members again and again: every node follows what the catalogue says of them and
/// sees to it that it says the truth of itself; the leader takes the next step of its plan.
struct MembershipDriver {
    /// Since when a voter has not been heard by this leader.
    private var silentSince: [NodeID: Instant] = [:]
    /// The view that is wanted, and since when.
    private var wanted: (names: [String], since: Instant)?
    private var withoutLeaderSince: Instant?
    private var mayAnnounceAt: Instant?
    private var reportedTerm: UInt64?
    private var reportedLeader: NodeID?
    private var reportedProblem: String?
    private var hasReportedFailure = false

    /// Elections without a leader after which others are asked whether this node is a member.
    private static let patience = 10
    /// The pause between announcements that were not taken.
    private static let announcementPause = Duration.seconds(1)

    /// One look; returns the pause until the next.
    mutating func look(at cluster: ClusterNode) async -> Duration {
        cluster.refreshMembers()
        report(cluster)
        await announceIfNeeded(cluster)
        await takeStep(cluster)
        return cluster.timing.heartbeat
    }

    private mutating func report(_ cluster: ClusterNode) {
        let (leader, term) = (cluster.loop.leader, cluster.loop.term)
        if term != reportedTerm || leader != reportedLeader {
            (reportedLeader, reportedTerm) = (leader, term)
            cluster.report(.leader(leader.map(cluster.name), term: term))
        }
        let problem = cluster.loop.storageProblem
        if problem != reportedProblem {
            reportedProblem = problem
            cluster.report(.storage(problem: problem))
        }
        if let failure = cluster.loop.failure, !hasReportedFailure {
            hasReportedFailure = true
            cluster.report(.failed(reason: failure))
        }
    }

    private mutating func announceIfNeeded(_ cluster: ClusterNode) async {
        let now = MonotonicClock.now()
        guard !cluster.isRemoved else { return }
        if cluster.loop.leader == nil {
            withoutLeaderSince = withoutLeaderSince ?? now
        } else {
            withoutLeaderSince = nil
        }
        let isLost =
            withoutLeaderSince.map {
                now >= $0.advanced(by: cluster.timing.election * Self.patience)
            }
            ?? false
        let isNeeded = isLost || cluster.isLeaving || cluster.isMisdescribed
        guard isNeeded, mayAnnounceAt.map({ now >= $0 }) ?? true else { return }
        let pause = cluster.isLeaving ? cluster.timing.heartbeat : Self.announcementPause
        await cluster.announce()
        mayAnnounceAt = MonotonicClock.now().advanced(by: pause)
    }

    private mutating func takeStep(_ cluster: ClusterNode) async {
        let now = MonotonicClock.now()
        var silent = silentSince
        let timing = cluster.timing
        let situation = await cluster.situation { status in
            let unheard = status.peers.filter { !$0.isHeard }.map(\.id)
            silent = silent.filter { unheard.contains($0.key) }
            for node in unheard where silent[node] == nil { silent[node] = now }
            return Set(silent.filter { now >= $0.value.advanced(by: timing.replace) }.keys)
        }
        silentSince = cluster.isLeading ? silent : [:]
        guard let situation else { return }
        for step in MembershipPlan.steps(for: situation) {
            if case .view(let names) = step {
                guard isSettled(names, now, timing.viewPause) else { continue }
            }
            if await cluster.take(step) { return }
        }
    }

    private mutating func isSettled(_ names: [String], _ now: Instant, _ pause: Duration) -> Bool {
        if let wanted, wanted.names == names { return now >= wanted.since.advanced(by: pause) }
        wanted = (names, now)
        return pause == .zero
    }
}
