internal import Catalog
internal import Cluster
internal import Gateway
internal import enum Gossip.MemberState
internal import Hashing
internal import Logging
internal import Mirroring
internal import PeerProtocol
internal import Synchronization

/// What the admin API is told of this node and its cluster.
final class LocalNode: AdminNode {
    let name: String
    let cluster: String
    let store: String
    private let membership: ClusterNode
    private let logger: Logger
    private let running = Mutex<Running?>(nil)
    private let draining = Atomic<Bool>(false)

    /// Known once the listeners are bound.
    struct Running {
        var gateway: Gateway
        var routing: RoutingFeed
        var s3: String
        var admin: String
    }

    init(options: ServeOptions, cluster: ClusterNode, logger: Logger) {
        name = options.name
        self.cluster = cluster.identity.cluster.description
        store = options.store.description
        membership = cluster
        self.logger = logger
    }

    var conditionalWrites: String? {
        running.withLock { $0?.gateway.conditionalWrites }
    }

    func storeObjection(to bucket: [UInt8]) async -> String? {
        await running.withLock { $0?.gateway }?.storeObjection(to: bucket)
    }

    func started(_ state: Running) {
        running.withLock { $0 = state }
    }

    func drain() {
        draining.store(true, ordering: .relaxed)
    }

    func members() async -> [MemberReport] {
        // Of itself a node knows more than the catalogue, which is told later.
        let own = running.withLock { $0 }
        let lags = await membership.lags()
        return membership.members.map { member in
            let isOwn = member.name == name
            return MemberReport(
                name: member.name,
                state: isOwn ? .alive : state(of: member),
                cluster: member.card.cluster,
                s3: (isOwn ? own?.s3 : nil) ?? member.card.s3,
                admin: (isOwn ? own?.admin : nil) ?? member.card.admin,
                version: member.card.version,
                isLeaving: membership.isEnding(member.name),
                lag: lags[member.name]
            )
        }
    }

    private func state(of member: Member) -> MemberReport.State {
        if member.isLeaving { return .left }
        return switch membership.state(of: member.name) {
        case .alive: .alive
        case .suspect: .suspect
        case .left: .left
        // Of whom gossip never heard there is no sign of life.
        case .dead, nil: .dead
        }
    }

    func remove(_ name: String) async -> MembershipOutcome {
        guard name == self.name else { return await membership.remove(name) }
        // Others can read from this node as long as it is a member, and not after that.
        if await leaveView() { await waitForReads() }
        let outcome = await membership.remove(name)
        if outcome != .done, !membership.isLeaving { membership.stayInView() }
        return outcome
    }

    /// Waits until misses are routed to others; false where they are not.
    func leaveView() async -> Bool {
        guard await membership.leaveView() else { return false }
        // Not by the next look: whoever asks by the former view is to be sent on from now on.
        followView()
        logger.info("node is out of the view")
        return true
    }

    /// Waits until no fill is under way and no member reads from here, within the time that a node
    /// has to drain.
    private func waitForReads() async {
        guard let gateway = running.withLock({ $0?.gateway }) else { return }
        await NodeRuntime.wait(atMost: NodeRuntime.drainPatience) {
            gateway.runningFills == 0 && gateway.peerReads == 0
        }
    }

    func transferLeadership(to name: String?) async -> MembershipOutcome {
        await membership.transferLeadership(to: name)
    }

    func backup() async throws -> BackupLines {
        BackupLines(
            backup: try await membership.loop.backup(),
            cluster: cluster,
            milliseconds: UInt64(clamping: GatewayClock.wallMilliseconds())
        )
    }

    func followView() {
        running.withLock { $0?.routing }?.look()
    }

    func route(path: [UInt8]) async throws -> RouteReport {
        // What is told here is what the next read does.
        followView()
        let members = try membership.loop.view().members
        let entry = try path.withUnsafeBytes { try membership.loop.longestMatch($0) }
        let rank = FetcherRule.rank(of: path, members: members.count).map { members[$0] }
        let slash = path.firstIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? path.endIndex
        let url = try entry.map { entry in
            let region = entry.mapping.credentials?.region ?? "us-east-1"
            return try OriginBase(entry.mapping.origin.text, region: region)
                .object(key: path[slash...]).text
        }
        return RouteReport(
            path: String(decoding: path, as: UTF8.self),
            mapping: entry?.key.text,
            fetcher: rank.first,
            rank: rank,
            url: url
        )
    }

    func fills() async -> [FillReport] {
        let gateway = running.withLock { $0?.gateway }
        return (gateway?.fills() ?? []).sorted { $0.path < $1.path }.map { fill in
            FillReport(
                path: fill.path,
                source: fill.peer == nil ? .origin : .peer,
                fetcher: fill.peer ?? name,
                bytes: fill.bytes,
                size: fill.size,
                followers: fill.followers,
                rate: fill.rate
            )
        }
    }

    func originObjects(of mapping: [UInt8], after: [UInt8]?, limit: Int) async throws
        -> OriginObjects
    {
        guard let gateway = running.withLock({ $0?.gateway }) else {
            throw OriginListingError.unavailable("this node is starting")
        }
        let page = try await gateway.originPage(of: mapping, after: after, limit: limit)
        return OriginObjects(
            items: page.items.map { item in
                OriginObjects.Item(
                    path: String(decoding: item.path, as: UTF8.self),
                    size: item.size,
                    isStored: item.isStored
                )
            },
            next: page.next.map { String(decoding: $0, as: UTF8.self) }
        )
    }

    func obstacles() async -> [String] {
        if draining.load(ordering: .relaxed) { return ["the node is draining"] }
        guard running.withLock({ $0 != nil }) else { return ["the node is starting"] }
        var obstacles: [String] = []
        if membership.isRemoved { obstacles.append("the node was removed from its cluster") }
        if !membership.hasCatalogue {
            obstacles.append("the node has not received the catalogue yet")
        }
        if let problem = membership.loop.storageProblem {
            obstacles.append("the disk takes nothing: \(problem)")
        }
        if let failure = membership.loop.failure { obstacles.append("consensus ended: \(failure)") }
        return obstacles
    }

    func report(_ failure: String) {
        logger.error("admin call failed", metadata: ["error": "\(failure)"])
    }
}
