import Cluster
import NIOCore
import NIOPosix
import NIOSSL
import PeerProtocol
import Raft
import Sealing
import Synchronization
import TestSupport
import Testing

@Suite struct PeerSecurityTests {
    private let group = MultiThreadedEventLoopGroup.singleton
    private let cluster = ClusterID(high: 1, low: 2)
    private let key = ClusterKey.random()

    private func transport(
        _ node: UInt64,
        _ keys: [ClusterKey]?,
        name: String? = nil
    ) throws -> PeerTransport {
        var limits = PeerLimits()
        // What is refused here is refused for what it says, however busy the machine.
        limits.helloTimeout = .seconds(60)
        return PeerTransport(
            identity: NodeIdentity(cluster: cluster, node: NodeID(node)),
            name: name ?? "node-\(node)",
            group: group,
            limits: limits,
            keyring: try keys.map { try Keyring($0) }
        )
    }

    private func listen(_ transport: PeerTransport) async throws -> PeerAddress {
        PeerAddress(
            host: "127.0.0.1",
            port: try await transport.listen(host: "127.0.0.1", port: 0)
        )
    }

    private func envelope(_ term: Term) -> Envelope {
        let heartbeat = Heartbeat(term: term, commit: 0, round: 0)
        return Envelope(from: NodeID(1), to: NodeID(2), message: .heartbeat(heartbeat))
    }

    /// Sends one message again and again until it has arrived.
    private func reach(_ one: PeerTransport, _ handler: RecordingHandler, _ term: Term) async throws
    {
        try await poll("message \(term)") {
            one.send([envelope(term)])
            return handler.envelopes.contains(envelope(term))
        }
    }

    /// Why a stream to a node is not opened; nil if it is.
    private func refusal(
        _ one: PeerTransport,
        _ address: PeerAddress
    ) async throws -> PeerStreamError? {
        do {
            try await one.openStream(to: address, kind: .fill) { _, _ in }.get().close()
            return nil
        } catch let error as PeerStreamError {
            return error
        }
    }

    @Test func `nodes with the key hear each other, by messages and streams`() async throws {
        let (one, two) = (try transport(1, [key]), try transport(2, [key]))
        let handler = RecordingHandler()
        two.connect(to: handler)
        two.serve(.fill) { caller, channel in
            let frame = PeerFraming.frame(Array(caller.name.utf8), channel.allocator)
            channel.writeAndFlush(frame, promise: nil)
        }
        let address = try await listen(two)
        one.setAddresses([NodeID(2): address])
        try await reach(one, handler, 1)
        #expect(try await refusal(one, address) == nil)
        #expect(one.counters == PeerCounters())
        #expect(two.counters == PeerCounters())
        await one.stop()
        await two.stop()
    }

    @Test func `a node without the key, with another, or in the clear gets in nowhere`()
        async throws
    {
        let two = try transport(2, [key])
        let handler = RecordingHandler()
        two.connect(to: handler)
        two.serve(.fill) { _, _ in Issue.record("a stream was let in") }
        let address = try await listen(two)
        let other = ClusterKey.random()
        for keys in [[other], [other, ClusterKey.random()], nil] {
            let one = try transport(1, keys)
            one.setAddresses([NodeID(2): address])
            one.send([envelope(1)])
            let before = two.counters
            let refusal = try #require(try await refusal(one, address))
            if keys == nil {
                #expect([.closed, .malformed].contains(refusal))
            } else {
                guard case .unauthenticated = refusal else {
                    Issue.record("\(refusal)")
                    continue
                }
            }
            try await poll("the count") {
                two.counters.unauthenticated > before.unauthenticated
            }
            await one.stop()
        }
        #expect(handler.envelopes.isEmpty)
        await two.stop()
    }

    @Test func `a node with a key does not speak to one without`() async throws {
        let (one, two) = (try transport(1, [key]), try transport(2, nil))
        let handler = RecordingHandler()
        two.connect(to: handler)
        let address = try await listen(two)
        one.setAddresses([NodeID(2): address])
        one.send([envelope(1)])
        #expect(try await refusal(one, address) != nil)
        try await poll("the count") { two.counters.malformed > 0 }
        #expect(handler.envelopes.isEmpty)
        await one.stop()
        await two.stop()
    }

    @Test(arguments: ["none", "expired", "not yet", "other", "itself"])
    func `TLS without a good certificate is not enough`(fault: String) async throws {
        let two = try transport(2, [key])
        two.serve(.fill) { _, _ in Issue.record("a stream was let in") }
        let address = try await listen(two)
        let authority = CertificateAuthority(fault == "other" ? ClusterKey.random() : key)
        let validity: CertificateAuthority.Validity =
            switch fault {
            case "expired": .init(from: -1_000, until: -10)
            case "not yet": .init(from: 1_000, until: 2_000)
            default: .usual
            }
        let issued = authority.issue(to: "node-1", validity: validity)
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        if fault != "none" {
            // "itself": its own authority, told along with it.
            let shown = [issued.certificate, CertificateAuthority(key).certificate]
            configuration.certificateChain = try shown.map {
                .certificate(try NIOSSLCertificate(bytes: $0, format: .der))
            }
            let secret =
                fault == "itself"
                ? CertificateAuthority(ClusterKey.random()).issue(to: "node-1").privateKey
                : issued.privateKey
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(bytes: secret, format: .der)
            )
        }
        let context: NIOSSLContext
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            // A certificate with the key of another is not even taken by the library.
            #expect(fault == "itself")
            await two.stop()
            return
        }
        let channel = try await ClientBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try NIOSSLClientHandler(context: context, serverHostname: nil)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(host: address.host, port: address.port).get()
        try await channel.closeFuture.get()
        try await poll("the count") { two.counters.unauthenticated == 1 }
        await two.stop()
    }

    @Test func `a node cannot say that it is another`() async throws {
        let two = try transport(2, [key])
        let address = try await listen(two)
        let issued = CertificateAuthority(key).issue(to: "node-7")
        let authority = CertificateAuthority(key).certificate
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .noHostnameVerification
        configuration.trustRoots = .certificates([
            try NIOSSLCertificate(bytes: authority, format: .der)
        ])
        configuration.certificateChain = [
            .certificate(try NIOSSLCertificate(bytes: issued.certificate, format: .der))
        ]
        configuration.privateKey = .privateKey(
            try NIOSSLPrivateKey(bytes: issued.privateKey, format: .der)
        )
        let context = try NIOSSLContext(configuration: configuration)
        let liar = try await ClientBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try NIOSSLClientHandler(context: context, serverHostname: nil)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(host: address.host, port: address.port).get()
        let hello = PeerHelloBytes.frame(cluster, node: 1, kind: 6, name: "node-1")
        liar.writeAndFlush(ByteBuffer(bytes: hello), promise: nil)
        try await liar.closeFuture.get()
        #expect(two.counters.lastRefusal == "node-1 has the certificate of node-7")
        await two.stop()
    }

    @Test func `streams end with the key that they may have been made by`() async throws {
        let new = ClusterKey.random()
        let (one, two) = (try transport(1, [key, new]), try transport(2, [key]))
        two.serve(.fill) { _, _ in }
        let address = try await listen(two)
        let stream = try await one.openStream(
            to: address,
            expected: NodeID(2),
            kind: .fill
        ) { _, _ in }.get()
        // One that is still waiting for an answer.
        let isCalled = Mutex(false)
        let silent = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                isCalled.withLock { $0 = true }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let isWaiting = Mutex(true)
        one.openStream(
            to: PeerAddress(host: "127.0.0.1", port: try #require(silent.localAddress?.port)),
            kind: .fill
        ) { _, _ in }.whenFailure { _ in isWaiting.withLock { $0 = false } }
        try await poll("the call") { isCalled.withLock { $0 } }
        one.reload(keyring: try Keyring([new]))
        try await poll("the end of both") { !stream.isActive && !isWaiting.withLock { $0 } }
        // The other has kept its key, so that it did not end them.
        #expect(two.counters.unauthenticated == 0)
        try await silent.close()
        await one.stop()
        await two.stop()
    }

    @Test func `a rotation passes without a loss, and what the old key opened ends`()
        async throws
    {
        let new = ClusterKey.random()
        let (one, two) = (try transport(1, [key]), try transport(2, [key]))
        let (handler, told) = (RecordingHandler(), RecordingHandler())
        two.connect(to: handler)
        one.connect(to: told)
        let address = try await listen(two)
        one.setAddresses([NodeID(2): address])
        two.serve(.fill) { _, _ in }
        var term: Term = 1
        try await reach(one, handler, term)
        for keys in [[key, new], [new, key]] {
            for node in [one, two] {
                node.reload(keyring: try Keyring(keys))
                term += 1
                try await reach(one, handler, term)
                #expect(try await refusal(one, address) == nil)
            }
        }
        #expect(told.lost.isEmpty)
        #expect(one.counters.unauthenticated + two.counters.unauthenticated == 0)
        for node in [one, two] {
            node.reload(keyring: try Keyring([new]))
            term += 1
            try await reach(one, handler, term)
            #expect(try await refusal(one, address) == nil)
        }
        try await poll("the end of the old connection") { !told.lost.isEmpty }
        let late = try transport(3, [key])
        #expect(try await refusal(late, address) != nil)
        for node in [one, two, late] { await node.stop() }
    }
}
