internal import Determinism
package import NIOCore
internal import NIOPosix
package import PeerProtocol
package import Raft
package import Sealing
internal import Synchronization

/// Nodes of one cluster over TCP: each calls each for what it has to say, with a connection of its
/// own for consensus, for snapshots and for writes that are passed on.
///
/// A connection begins with a hello of both sides. A node of another cluster is refused, with both
/// ids named; whatever is malformed is counted and ends its connection only.
package final class PeerTransport: ConsensusTransport {
    private struct State {
        var addresses: [NodeID: PeerAddress] = [:]
        var links: [NodeID: [PeerLink]] = [:]
        var listener: (any Channel)?
        var accepted: [ObjectIdentifier: any Channel] = [:]
        var isStopped = false
    }

    private let context: PeerContext
    private let group: any EventLoopGroup
    private let state = Mutex(State())

    /// - Parameters:
    ///   - name: for people, of at most 255 bytes.
    ///   - raftLimits: those of the core, by which messages are decoded.
    ///   - keyring: with it every connection is mutual TLS 1.3, and who has no key gets in nowhere;
    ///     nil leaves connections as they are, which is for loopback only.
    package init(
        identity: NodeIdentity,
        name: String,
        group: any EventLoopGroup,
        limits: PeerLimits = PeerLimits(),
        raftLimits: Limits = Limits(),
        keyring: Keyring? = nil
    ) {
        context = PeerContext(
            identity: identity,
            name: name,
            limits: limits,
            raftLimits: raftLimits,
            keyring: keyring
        )
        self.group = group
        context.greeted.withLock { greeted in
            greeted = { [weak self] in self?.noteGreeting(of: $0) }
        }
    }

    /// Listens; what arrives is dropped until there is a handler.
    ///
    /// - Parameter port: 0 for any that is free.
    /// - Returns: the port.
    package func listen(host: String, port: Int) async throws -> Int {
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 128)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture { try accept(channel) }
            }
            .bind(host: host, port: port)
            .get()
        let isStopped = state.withLock { state in
            state.listener = listener
            return state.isStopped
        }
        if isStopped { try await listener.close() }
        return listener.localAddress?.port ?? port
    }

    /// Who is told what arrives; held until `stop`.
    package func connect(to handler: any PeerHandler) {
        context.handler.withLock { $0 = handler }
    }

    /// Has connections of a kind handed over; kinds nobody serves are closed after the hello.
    package func serve(_ kind: PeerKind, _ service: @escaping PeerStreamService) {
        context.services.withLock { $0[kind] = service }
    }

    /// Calls a node for a stream.
    ///
    /// - Parameters:
    ///   - expected: who must answer; nil for whoever listens there.
    ///   - loop: where the channel lives; nil for any.
    ///   - prepare: called on the loop after the hello, before anything is read: adds the handlers.
    /// - Returns: the channel, or `PeerStreamError` or what the system says.
    package func openStream(
        to address: PeerAddress,
        expected: NodeID? = nil,
        kind: PeerKind,
        on loop: (any EventLoop)? = nil,
        prepare: @escaping PeerStreamService
    ) -> EventLoopFuture<any Channel> {
        let hello = PeerHello(identity: context.identity, name: context.name, kind: kind)
        let loop = loop ?? group.next()
        let opened = loop.makePromise(of: (any Channel).self)
        let context = context
        ClientBootstrap(group: loop)
            .connectTimeout(.nanoseconds(context.limits.helloTimeout.wholeNanoseconds))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(
                PeerSocket.userTimeout,
                value: PeerSocket.userTimeout(kind, context.limits)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Before its keys are chosen: who changes them ends it, or it has the new ones.
                    context.called.add(channel)
                    let limit = FrameLimit(bytes: context.limits.helloBytes)
                    let caller = PeerStreamCaller(
                        hello: hello,
                        expected: expected,
                        context: context,
                        limit: limit,
                        opened: opened,
                        prepare: prepare
                    )
                    try channel.pipeline.syncOperations.addHandlers(
                        try context.handlers(.calling, limit, caller)
                    )
                }
            }
            .connect(host: address.host, port: address.port)
            .whenFailure { opened.fail($0) }
        return opened.futureResult
    }

    /// Uses another ring of keys for connections made from now on; without a ring from the start
    /// nothing changes.
    ///
    /// When a key is gone every connection ends, streams too, for one of them may have been made by
    /// it; those of this node come back by themselves, or with who called.
    package func reload(keyring: Keyring) {
        guard context.security?.reload(keyring) == true else { return }
        context.called.closeAll()
        let channels = state.withLock { Array($0.accepted.values) }
        for channel in channels { channel.close(promise: nil) }
    }

    /// Where a peer is, if that is known.
    package func address(of node: NodeID) -> PeerAddress? {
        state.withLock { $0.addresses[node] }
    }

    /// The hosts of all peers that are known, names or addresses.
    package var peerHosts: Set<String> {
        state.withLock { Set($0.addresses.values.map(\.host)) }
    }

    /// Where the peers are; a connection that stands is kept when an address changes.
    package func setAddresses(_ addresses: [NodeID: PeerAddress]) {
        let gone = state.withLock { state in
            state.addresses = addresses
            let gone = state.links.filter { addresses[$0.key] == nil }
            for node in gone.keys { state.links[node] = nil }
            return gone.values.flatMap { $0 }
        }
        for link in gone { link.stop() }
    }

    /// What was seen so far.
    package var counters: PeerCounters { context.counters.withLock { $0 } }

    package func send(_ envelopes: [Envelope]) {
        guard !envelopes.isEmpty else { return }
        // A step speaks to few nodes, and the order matters for each only.
        for node in Set(envelopes.map(\.to)).sorted() {
            let messages = envelopes.filter { $0.to == node }.map(\.message)
            let parts = messages.filter(Self.isPart)
            send(messages.filter { !Self.isPart($0) }, to: node, .consensus)
            send(parts, to: node, .snapshot)
        }
    }

    package func forward(
        _ command: [UInt8],
        to node: NodeID,
        completion: @escaping @Sendable (ForwardOutcome) -> Void
    ) {
        guard let link = link(to: node, .forwarding) else { return completion(.notSent) }
        link.forward(command, completion)
    }

    /// Ends every connection, and the listener; the handler hears nothing any more.
    package func stop() async {
        context.handler.withLock { $0 = nil }
        context.greeted.withLock { $0 = nil }
        context.services.withLock { $0 = [:] }
        let (links, channels) = state.withLock { state in
            state.isStopped = true
            defer {
                state.links = [:]
                state.accepted = [:]
                state.listener = nil
            }
            let channels = state.accepted.map(\.value) + [state.listener].compactMap { $0 }
            return (state.links.values.flatMap { $0 }, channels)
        }
        for link in links { link.stop() }
        context.called.closeAll()
        for channel in channels {
            channel.close(promise: nil)
            do {
                try await channel.closeFuture.get()
            } catch {
                // Closed is closed.
                continue
            }
        }
    }

    private static func isPart(_ message: Message) -> Bool {
        if case .snapshotChunk = message { true } else { false }
    }

    private func send(_ messages: [Message], to node: NodeID, _ kind: PeerKind) {
        guard !messages.isEmpty else { return }
        guard let link = link(to: node, kind) else { return context.noteDropped(messages.count) }
        link.send(messages)
    }

    /// Nil for a node without an address.
    private func link(to node: NodeID, _ kind: PeerKind) -> PeerLink? {
        state.withLock { state in
            guard !state.isStopped, state.addresses[node] != nil else { return nil }
            if let link = state.links[node]?.first(where: { $0.kind == kind }) { return link }
            let link = PeerLink(peer: node, kind: kind, context: context, group: group) {
                [weak self] in
                self?.state.withLock { $0.addresses[node] }
            }
            state.links[node, default: []].append(link)
            return link
        }
    }

    private func noteGreeting(of node: NodeID) {
        for link in state.withLock({ $0.links[node] ?? [] }) { link.noteGreeting() }
    }

    private func accept(_ channel: any Channel) throws {
        let isWelcome = state.withLock { state in
            guard !state.isStopped, state.accepted.count < context.limits.connections else {
                return false
            }
            state.accepted[ObjectIdentifier(channel)] = channel
            return true
        }
        guard isWelcome else {
            channel.close(promise: nil)
            return
        }
        channel.closeFuture.whenComplete { [weak self] _ in
            self?.state.withLock { _ = $0.accepted.removeValue(forKey: ObjectIdentifier(channel)) }
        }
        let limit = FrameLimit(bytes: context.limits.helloBytes)
        try channel.pipeline.syncOperations.addHandlers(
            try context.handlers(.called, limit, AcceptedConnection(context, limit))
        )
    }
}
