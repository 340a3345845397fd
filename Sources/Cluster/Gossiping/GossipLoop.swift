internal import Determinism
internal import Gossip
package import LMDB
package import NIOCore
internal import NIOPosix
package import PeerProtocol
package import Sealing
internal import Synchronization

/// A node's gossip: drives the membership core over datagrams on the cluster port, and over
/// streams of the peer transport.
///
/// Everything happens on one event loop, its home; this is the way in for all others. Who is told
/// what is in docs/gossip.md.
package final class GossipLoop: Sendable {
    private enum Stage {
        case new
        case running(NIOLoopBound<GossipHome>, socket: any Channel)
        case ended
    }

    private struct State {
        var stage = Stage.new
        var keyring: Keyring?
        /// Where to ask, by name.
        var seeds: [PeerAddress] = []
        var resolving: Scheduled<Void>?
    }

    private let shared: GossipShared
    private let transport: PeerTransport
    private let store: GossipStore
    private let home: any EventLoop
    private let state: Mutex<State>
    private let streams = Atomic<Int>(0)
    private let lastToken = Atomic<UInt64>(0)

    /// - Parameters:
    ///   - transport: listens on the cluster address already; carries streams, and is stopped
    ///     after this.
    ///   - environment: was opened with the table `GossipStore.table`.
    ///   - group: one of its loops becomes the home of gossip.
    ///   - keyring: nil leaves datagrams as they are, which is for loopback only.
    ///   - notify: called on the home loop, so it must return at once.
    package init(
        settings: GossipSettings,
        transport: PeerTransport,
        environment: Environment,
        group: any EventLoopGroup,
        keyring: Keyring?,
        notify: @escaping @Sendable (GossipNotice) -> Void = { _ in }
    ) {
        shared = GossipShared(settings: settings, notify: notify)
        self.transport = transport
        store = GossipStore(environment)
        home = group.next()
        state = Mutex(State(keyring: keyring))
    }

    // MARK: - Life

    /// Binds the datagram socket and begins.
    ///
    /// Returns when gossip runs, which is not yet to have been let in: `GossipNotice` tells that.
    /// Throws `GossipError`, or what the system says of the address.
    ///
    /// - Parameters:
    ///   - host: the cluster address, as the transport listens on it.
    ///   - port: the transport's port.
    ///   - seeds: where to ask to be let in; any one that lives will do, and after the first time
    ///     none is needed. Names are resolved again and again while nobody is found.
    package func start(host: String, port: Int, seeds: [PeerAddress]) async throws {
        guard let name = MemberName(shared.settings.name) else {
            throw GossipError.name(shared.settings.name)
        }
        let address = try await advertisedAddress(port: port)
        let saved = try savedState()
        var found = try await AddressBook.resolve(seeds, on: home).get()
        while saved == nil, !seeds.isEmpty, found.isEmpty {
            // A node that is of no cluster and knows nobody would found one.
            try await Task.sleep(for: shared.settings.limits.resolvePause)
            found = try await AddressBook.resolve(seeds, on: home).get()
        }
        var settings = Settings(
            name: name,
            address: address,
            metadata: shared.settings.metadata.encoded,
            seeds: found,
            timing: shared.settings.timing
        )
        settings.limits = Limits()
        let node = GossipNode(
            settings: settings,
            saved: saved,
            seed: .random(in: 0 ... .max),
            at: MonotonicClock.now()
        )
        let (home, socket) = try await bind(host: host, port: port, node)
        let isWelcome = state.withLock { state in
            guard case .new = state.stage else { return false }
            state.stage = .running(home, socket: socket)
            state.seeds = seeds
            return true
        }
        guard isWelcome else {
            try await socket.close()
            throw GossipError.alreadyStarted
        }
        transport.serve(.gossip) { [weak self] _, channel in try self?.accept(channel, home) }
        try await self.home.submit { home.value.begin(on: socket) }.get()
        keepSeeds()
    }

    /// Tells the others that this node goes; returns when it was told, or at once if it is not in.
    package func leave() async {
        guard let (home, _) = running else { return }
        let promise = self.home.makePromise(of: Void.self)
        self.home.execute { home.value.leave(promise) }
        do {
            try await promise.futureResult.get()
        } catch {
            // The promise is never failed.
            return
        }
    }

    /// Ends; without `leave` before it the others take it for a failure.
    package func stop() async {
        let stage = state.withLock { state in
            state.resolving?.cancel()
            defer { state.stage = .ended }
            return state.stage
        }
        guard case .running(let home, let socket) = stage else { return }
        self.home.execute { home.value.stop() }
        do {
            try await socket.closeFuture.get()
        } catch {
            // Closed is closed.
            return
        }
    }

    // MARK: - What others ask and tell

    /// All members on record, by name, this node among them; the dead and the gone for a while.
    package var members: [GossipMember] { shared.snapshot }

    /// One member; nil if there is no record of it.
    package func member(_ name: String) -> GossipMember? { shared.member(name) }

    /// What was seen so far.
    package var counters: GossipCounters { shared.counters.withLock { $0 } }

    /// Tells all others something else about this node.
    ///
    /// Costs a datagram or two at each member, so it is for what changes every few seconds at most.
    package func update(_ metadata: GossipMetadata) {
        guard let (home, _) = running else { return }
        self.home.execute { home.value.arrived(.metadata(metadata.encoded)) }
    }

    /// Asks at other addresses from now on, should a part of the cluster be lost; does nothing where
    /// they are the same.
    package func update(seeds: [PeerAddress]) {
        let isNew = state.withLock { state in
            guard case .running = state.stage, state.seeds != seeds else { return false }
            state.seeds = seeds
            return true
        }
        if isNew { resolveSeeds() }
    }

    /// Seals with the first key of a ring from now on, and opens with all of them.
    package func reload(keyring: Keyring?) {
        state.withLock { $0.keyring = keyring }
        guard let (home, _) = running else { return }
        self.home.execute { home.value.reload(keyring) }
    }

    // MARK: - Parts

    private var running: (NIOLoopBound<GossipHome>, any Channel)? {
        state.withLock { state in
            guard case .running(let home, let socket) = state.stage else { return nil }
            return (home, socket)
        }
    }

    private func advertisedAddress(port: Int) async throws -> Address {
        var advertised = shared.settings.advertised
        if advertised.port == 0 { advertised.port = port }
        let text = "\(advertised.host):\(advertised.port)"
        let address: Address
        do {
            address = try await AddressBook.resolve(advertised, on: home).get()
        } catch {
            throw GossipError.unresolved(text, "\(error)")
        }
        guard !address.isUnspecified else { throw GossipError.unspecified(text) }
        return address
    }

    /// What was saved, as of the cluster that consensus is of.
    private func savedState() throws -> SavedState? {
        let saved = try store.load()
        guard let cluster = shared.settings.cluster?.gossip else { return saved }
        // Of another cluster only the count of starts means anything here.
        guard let saved, saved.identity.cluster == cluster else {
            let identity = SavedIdentity(
                cluster: cluster,
                incarnation: saved?.identity.incarnation ?? 0,
                metadataVersion: saved?.identity.metadataVersion ?? 0
            )
            return SavedState(identity: identity, members: [])
        }
        return saved
    }

    private func bind(
        host: String,
        port: Int,
        _ node: GossipNode
    ) async throws -> (NIOLoopBound<GossipHome>, any Channel) {
        let limits = shared.settings.limits
        let keyring = state.withLock { $0.keyring }
        let home = try await self.home.submit { [self] in
            NIOLoopBound(
                GossipHome(
                    loop: self.home,
                    shared: shared,
                    node: node,
                    store: store,
                    transport: transport,
                    seal: DatagramSeal(keyring, remembered: limits.rememberedDatagrams)
                ),
                eventLoop: self.home
            )
        }.get()
        let socket = try await DatagramBootstrap(group: self.home)
            .channelOption(.socketOption(.so_rcvbuf), value: .init(limits.receiveBufferBytes))
            .channelOption(.maxMessagesPerRead, value: UInt(limits.datagramsAtOnce))
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 2_048))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(GossipDatagrams(home.value))
                }
            }
            .bind(host: host, port: port)
            .get()
        return (home, socket)
    }

    /// Another node began a stream; on the loop of its connection.
    private func accept(_ channel: any Channel, _ home: NIOLoopBound<GossipHome>) throws {
        let count = streams.add(1, ordering: .relaxed).newValue
        channel.closeFuture.whenComplete { [self] _ in streams.subtract(1, ordering: .relaxed) }
        guard count <= shared.settings.limits.acceptedStreams else {
            shared.count { $0.streamsRefused += 1 }
            channel.close(promise: nil)
            return
        }
        shared.count { $0.streamsAccepted += 1 }
        let stream = GossipAnswering.Stream(
            token: lastToken.add(1, ordering: .relaxed).newValue,
            channel: channel,
            address: channel.remoteAddress.flatMap { Address($0) }
        )
        let loop = self.home
        let handler = GossipAnswering(
            stream,
            shared: shared,
            heard: { frame, stream in loop.execute { home.value.asked(frame, on: stream) } },
            ended: { stream in loop.execute { home.value.ended(stream.token) } }
        )
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    /// Learns the addresses of the seeds again while nobody is found: names lead to other
    /// addresses in time.
    private func keepSeeds() {
        guard let (home, _) = running else { return }
        let interval = shared.settings.limits.resolveInterval.wholeNanoseconds
        let timer = self.home.scheduleTask(in: .nanoseconds(interval)) { [weak self] in
            guard let self else { return }
            keepSeeds()
            if home.value.isAlone { resolveSeeds() }
        }
        state.withLock { $0.resolving = timer }
    }

    private func resolveSeeds() {
        let seeds = state.withLock { $0.seeds }
        guard !seeds.isEmpty, let (home, _) = running else { return }
        AddressBook.resolve(seeds, on: self.home).whenSuccess { found in
            if !found.isEmpty { home.value.arrived(.seeds(found)) }
        }
    }
}

extension ClusterID {
    /// The cluster as gossip names it: the first half of the name.
    var gossip: ClusterIdentity { ClusterIdentity(high) }
}
