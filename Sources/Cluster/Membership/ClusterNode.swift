package import Catalog
internal import Determinism
package import enum Gossip.MemberState
package import LMDB
package import NIOCore
package import PeerProtocol
package import Raft
package import Sealing
internal import Synchronization

/// This node's part in its cluster: consensus with its storage and its peers, and the members.
///
/// The first node founds the cluster; one with seeds joins theirs, as a learner and then, up to
/// five, as a voter. A node that comes back is known by its disk, wherever it listens now.
package final class ClusterNode: Sendable {
    /// The replicated control plane.
    package let loop: ConsensusLoop
    /// For what other parts of the node have to say to its peers.
    package let transport: PeerTransport
    package let identity: NodeIdentity
    /// Where it listens for its peers.
    package let address: PeerAddress
    let settings: ClusterSettings
    let group: any EventLoopGroup
    let report: @Sendable (ClusterEvent) -> Void
    let directory: MemberDirectory
    let gossip: MemberGossip
    private let card: Mutex<MemberCard>
    private let driver = Mutex<Task<Void, Never>?>(nil)
    private let state = Mutex(State())

    private struct State {
        var isRemoved = false
        var isLeaving = false
    }

    /// The tables the environment must have been opened with.
    package static var tableNames: [String] { RaftStorage.tableNames + [GossipStore.table] }

    /// Founds, joins or comes back, and returns when consensus runs; a node that joins waits here
    /// until its cluster has taken it in.
    ///
    /// - Throws: `ClusterFailure` with the remedy, or what the storage throws.
    package static func start(
        settings: ClusterSettings,
        environment: Environment,
        group: any EventLoopGroup,
        report: @escaping @Sendable (ClusterEvent) -> Void
    ) async throws -> ClusterNode {
        let storage = try RaftStorage(environment: environment, limits: settings.limits)
        let card = MemberCard(
            name: settings.name,
            token: try storage.token(),
            cluster: (settings.advertise ?? settings.listen).text,
            s3: "",
            admin: "",
            version: settings.version
        )
        var told: (revision: UInt64, members: [Member]) = (0, [])
        if try storage.identity() == nil {
            if settings.seeds.isEmpty {
                let identity = NodeIdentity(cluster: .random(), node: NodeID(1))
                try storage.found(identity, voters: [identity.node])
            } else {
                let enrolment = Enrolment(
                    settings: settings,
                    card: card,
                    group: group,
                    report: report
                )
                let (identity, revision, members) = try await enrolment.run()
                try storage.join(identity)
                told = (revision, members)
            }
        }
        guard let identity = try storage.identity() else {
            preconditionFailure("a disk that was founded or joined has an identity")
        }
        let known = try storage.read { try CatalogQuery.members($0).members }
        if let own = known.first(where: { $0.node == identity.node.rawValue }),
            own.name != settings.name
        {
            throw ClusterFailure(
                "--name \(settings.name): the data folder is that of \(own.name); names never change"
            )
        }
        let directory = MemberDirectory(own: identity.node, name: settings.name)
        directory.learn(revision: told.revision, members: told.members)
        let node = try await ClusterNode(
            settings: settings,
            card: card,
            identity: identity,
            storage: storage,
            environment: environment,
            directory: directory,
            group: group,
            report: report
        )
        do {
            try await node.begin()
        } catch {
            await node.stop()
            throw error
        }
        return node
    }

    private init(
        settings: ClusterSettings,
        card: MemberCard,
        identity: NodeIdentity,
        storage: RaftStorage,
        environment: Environment,
        directory: MemberDirectory,
        group: any EventLoopGroup,
        report: @escaping @Sendable (ClusterEvent) -> Void
    ) async throws {
        self.settings = settings
        self.identity = identity
        self.directory = directory
        self.group = group
        self.report = report
        transport = PeerTransport(
            identity: identity,
            name: settings.name,
            group: group,
            raftLimits: settings.limits,
            keyring: settings.keyring
        )
        let port = try await transport.listen(
            host: settings.listen.host,
            port: settings.listen.port
        )
        address = PeerAddress(host: settings.listen.host, port: port)
        var card = card
        var advertised = settings.advertise ?? address
        if advertised.port == 0 { advertised.port = port }
        card.cluster = advertised.text
        self.card = Mutex(card)
        gossip = MemberGossip(
            settings: settings,
            card: card,
            identity: identity,
            transport: transport,
            environment: environment,
            group: group,
            report: report
        )
        let consensus = ConsensusSettings(
            node: identity.node,
            electionTimeout: settings.electionTimeout,
            heartbeatInterval: settings.heartbeatInterval,
            limits: settings.limits,
            folder: settings.folder,
            name: { directory.name(of: $0) },
            clock: settings.clock
        )
        do {
            loop = try ConsensusLoop(settings: consensus, storage: storage, transport: transport)
        } catch {
            await transport.stop()
            throw error
        }
        transport.connect(to: loop)
    }

    private func begin() async throws {
        if try loop.members().members.isEmpty, loop.leader == identity.node {
            // Only a founder is alone without members: it takes the first number, its own.
            _ = try await loop.propose(
                .member(.enrol(card.withLock { $0 }, node: nil)),
                session: nil
            )
        }
        serveControl()
        try await gossip.start(host: settings.listen.host, port: address.port, seeds: gossipSeeds)
        refreshMembers()
        report(.joined(cluster: identity.cluster.description, node: identity.node.description))
        let task = Task { [weak self] in
            var driver = MembershipDriver()
            while !Task.isCancelled {
                guard let self else { return }
                let pause = await driver.look(at: self)
                do {
                    try await Task.sleep(for: pause)
                } catch {
                    return
                }
            }
        }
        driver.withLock { $0 = task }
    }

    private func serveControl() {
        transport.serve(.control) { [weak self] _, channel in
            let node = self
            let handler = ControlHandler { [weak node] request in
                guard let node else {
                    return .later("the node is ending", revision: 0, members: [])
                }
                return await node.answer(request)
            }
            try channel.pipeline.syncOperations.addHandler(handler)
        }
    }

    /// Ends connections and the loop; the environment is the caller's to close after that.
    package func stop() async {
        driver.withLock { $0 }?.cancel()
        await driver.withLock { $0 }?.value
        await gossip.stop()
        await transport.stop()
        loop.close()
    }

    // MARK: - Members

    /// The members as this node knows them, in the order of their names.
    package var members: [Member] {
        directory.members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    func name(_ node: NodeID) -> String { directory.name(of: node) }

    /// What gossip holds of a member; nil where it never heard of it.
    package func state(of name: String) -> MemberState? { gossip.loop.member(name)?.state }

    /// Members that gossip holds for dead or gone, in the order of their names.
    package var goneMembers: [String] {
        members.map(\.name).filter { name in
            guard name != settings.name, let state = state(of: name) else { return false }
            return state == .dead || state == .left
        }
    }

    /// The number of a member and where it listens for its peers; nil for who is none.
    package func place(of name: String) -> (node: NodeID, address: PeerAddress)? {
        guard let node = directory.node(named: name) else { return nil }
        return transport.address(of: node).map { (node, $0) }
    }

    /// Whether the node was removed from the cluster, or has left it.
    package var isRemoved: Bool { state.withLock { $0.isRemoved } }

    /// Whether it left because it was told to here.
    package var hasLeft: Bool { state.withLock { $0.isRemoved && $0.isLeaving } }

    /// Whether the node has had the catalogue since it joined.
    package var hasCatalogue: Bool {
        directory.revision > 0 && directory.members.contains { $0.node == identity.node.rawValue }
    }

    /// Tells the cluster where clients and operators reach this node.
    package func describe(s3: String, admin: String) {
        let described = card.withLock { card in
            card.s3 = s3
            card.admin = admin
            return card
        }
        gossip.describe(described)
    }

    /// Uses another ring of keys, from now on.
    package func reload(keyring: Keyring) {
        gossip.loop.reload(keyring: keyring)
        transport.reload(keyring: keyring)
    }

    /// What was seen of gossip so far.
    package var gossipCounters: GossipCounters { gossip.loop.counters }

    /// Has the leader remove a member, and waits for it as long as a few elections take.
    package func remove(_ name: String) async -> MembershipOutcome {
        do throws(ControlPlaneError) {
            switch try await loop.propose(.member(.leave(name: name)), session: nil) {
            case .memberRefused(.unknown): return .unknown
            case .memberRefused(.last):
                return .refused("\(name) is the only member: stop it instead")
            case .applied: break
            case let other: return .refused("the catalogue answered \(other)")
            }
        } catch {
            return .pending("\(error)")
        }
        if name == settings.name { state.withLock { $0.isLeaving = true } }
        let deadline = ContinuousClock.now + settings.electionTimeout * 20
        while ContinuousClock.now < deadline {
            if name == settings.name {
                if isRemoved { return .done }
            } else if !directory.members.contains(where: { $0.name == name }) {
                return .done
            }
            do {
                try await Task.sleep(for: .milliseconds(20))
            } catch {
                break
            }
        }
        return .pending(
            "\(name) is leaving, and will be gone when a majority of the other voters answers"
        )
    }

    // MARK: - What the driver does

    /// Takes new members from the catalogue, and their addresses into use.
    func refreshMembers() {
        defer { useAddresses() }
        do {
            guard try loop.membersRevision() != directory.revision else { return }
            let (revision, members) = try loop.members()
            directory.update(revision: revision, members: members)
        } catch {
            // The storage reports its own failures; the next look tries again.
            return
        }
    }

    /// What gossip says of those that live goes before what the catalogue has.
    func useAddresses() {
        var addresses = directory.addresses
        for (node, address) in gossip.addresses where addresses[node] != nil {
            addresses[node] = address
        }
        addresses[identity.node] = nil
        transport.setAddresses(addresses)
        gossip.loop.update(seeds: gossipSeeds)
    }

    /// Where gossip may ask: also at the members of the catalogue, which stay in it when gossip has
    /// forgotten them.
    private var gossipSeeds: [PeerAddress] {
        let others = directory.addresses.filter { $0.key != identity.node }
        return settings.seeds + others.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Whether what the catalogue has of this node is not what it would say now.
    var isMisdescribed: Bool {
        let card = card.withLock { $0 }
        return directory.members.first { $0.node == identity.node.rawValue }?.card != card
    }

    var isLeading: Bool { loop.leader == identity.node }
    /// Whether it was told here to leave the cluster, and the cluster knows.
    package var isLeaving: Bool { state.withLock { $0.isLeaving } }

    var timing: (heartbeat: Duration, election: Duration, viewPause: Duration, replace: Duration) {
        (
            settings.heartbeatInterval, settings.electionTimeout, settings.viewPause,
            settings.replaceAfter
        )
    }

    /// Tells the cluster of this node: by the leader if there is one, else whoever answers.
    func announce() async {
        let change = MemberChange.enrol(card.withLock { $0 }, node: identity.node.rawValue)
        if loop.leader != nil, !isLeaving {
            do throws(ControlPlaneError) {
                let result = try await loop.propose(.member(change), session: nil)
                if result == .memberRefused(.removed) { noteRemoved() }
                return refreshMembers()
            } catch {
                // The others may know better.
            }
        }
        let addresses = directory.addresses.filter { $0.key != identity.node }.sorted {
            $0.key < $1.key
        }
        let own = card.withLock { PeerAddress(text: $0.cluster) }
        var asked = Set<PeerAddress>()
        for address in addresses.map(\.value) + settings.seeds
        where address != own && asked.insert(address).inserted {
            guard !Task.isCancelled, !isRemoved else { return }
            await announce(to: address)
        }
    }

    private func announce(to address: PeerAddress) async {
        let card = card.withLock { $0 }
        let answer: ControlAnswer
        do {
            answer = try await ControlCall.ask(
                .enrol(card, node: identity.node.rawValue),
                of: address,
                over: transport,
                on: group.next(),
                within: settings.electionTimeout * 2
            )
        } catch {
            return
        }
        switch answer {
        case .enrolled(_, let revision, let members), .later(_, let revision, let members):
            directory.learn(revision: revision, members: members)
            useAddresses()
        case .removed: noteRemoved()
        case .done, .refused: break
        }
    }

    private func noteRemoved() {
        let wasRemoved = state.withLock { state in
            defer { state.isRemoved = true }
            return state.isRemoved
        }
        if !wasRemoved { report(.removed) }
    }

    /// What this node sees as the leader; nil where it does not lead or a change is under way.
    func situation(longDead: (Status) -> Set<NodeID>) async -> MembershipSituation? {
        guard loop.leader == identity.node, let status = await loop.inspect(),
            status.role == .leader, status.isConfigurationCommitted
        else { return nil }
        do {
            return MembershipSituation(
                configuration: status.configuration,
                peers: status.peers,
                members: directory.members,
                view: try loop.view().members,
                longDead: longDead(status),
                reachable: reachable(status),
                voters: settings.limits.voters
            )
        } catch {
            return nil
        }
    }

    /// Whom gossip does not hold for gone or about to end; of whom it never heard, whom this leader
    /// hears.
    private func reachable(_ status: Status) -> Set<String> {
        let heard = Set(status.peers.filter(\.isHeard).map(\.id)).union([identity.node])
        return Set(
            directory.members.filter { member in
                switch gossip.loop.member(member.name)?.state {
                case .alive, .suspect: !gossip.isLeaving(member.name)
                case .dead, .left: member.node == identity.node.rawValue
                case nil: heard.contains(NodeID(member.node))
                }
            }.map(\.name)
        )
    }

    /// True if the step was accepted.
    func take(_ step: MembershipStep) async -> Bool {
        let isAccepted =
            switch step {
            case .change(let change): await loop.change(change) == nil
            case .forget(let name, let node):
                await propose(.member(.forget(name: name, node: node)))
            case .view(let names): await propose(.view(members: names))
            }
        if isAccepted { report(.changing("\(step)")) }
        return isAccepted
    }

    private func propose(_ change: Command.Change) async -> Bool {
        do {
            _ = try await loop.propose(change, session: nil)
            return true
        } catch {
            return false
        }
    }
}
