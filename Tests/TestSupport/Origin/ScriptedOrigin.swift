internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// A web server on a loopback port that does what a test tells it to, also what HTTP forbids, and
/// remembers every request.
///
/// It works on raw bytes; no HTTP library could stand in its way. Its port closes with it.
package final class ScriptedOrigin: Sendable {
    /// The answer to a request; called on an event loop, so it must not block.
    package typealias Script = @Sendable (OriginRequest) -> OriginAnswer

    package let host: String
    package let port: Int
    private let isTLS: Bool
    private let ledger: OriginLedger
    private let listener: any Channel

    private init(
        host: String,
        port: Int,
        isTLS: Bool,
        ledger: OriginLedger,
        listener: any Channel
    ) {
        self.host = host
        self.port = port
        self.isTLS = isTLS
        self.ledger = ledger
        self.listener = listener
    }

    /// Listens on a free port of 127.0.0.1 or another address, or on a given one.
    ///
    /// - Parameter collectsBodies: whether requests are answered when their bodies are there, which
    ///   are then recorded; a body held back is asked for.
    /// - Parameter certificate: for https.
    /// - Parameter reads: false: takes connections, and no byte that comes over them.
    package static func start(
        host: String = "127.0.0.1",
        port: Int = 0,
        collectsBodies: Bool = false,
        certificate: TestCertificate? = nil,
        reads: Bool = true
    ) async throws -> ScriptedOrigin {
        ProcessLimits.raiseOpenFiles()
        let security = try certificate.map { try NIOSSLContext(configuration: $0.configuration()) }
        let ledger = OriginLedger()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.writeSpin, value: 1)
            .childChannelOption(.autoRead, value: reads)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let security {
                        let handler = NIOSSLServerHandler(context: security)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        OriginConnection(ledger: ledger, collectsBodies: collectsBodies)
                    )
                }
            }
        let listener = try await bootstrap.bind(host: host, port: port).get()
        guard let port = listener.localAddress?.port else {
            throw TestSupportError("the listener of the origin has no port")
        }
        return ScriptedOrigin(
            host: host,
            port: port,
            isTLS: certificate != nil,
            ledger: ledger,
            listener: listener
        )
    }

    deinit {
        stop()
    }

    /// Stops listening and ends every connection at once.
    package func stop() {
        listener.close(promise: nil)
        for channel in ledger.channels() { channel.close(promise: nil) }
    }

    /// Stops and waits until the port is free and every connection ended, so that nothing is
    /// answered from now on.
    package func stopAndWait() async throws {
        try await listener.close()
        for channel in ledger.channels() {
            do {
                try await channel.close()
            } catch ChannelError.alreadyClosed {
                // Its client was faster.
                continue
            }
        }
    }

    /// Ends every connection, but goes on listening.
    package func dropConnections() {
        for channel in ledger.channels() { channel.close(promise: nil) }
    }

    /// `http://HOST:PORT` or `https://HOST:PORT`, without a slash at its end.
    package var url: String { "\(isTLS ? "https" : "http")://\(host):\(port)" }

    // MARK: Scripts

    /// Answers a path (percent-encoded as it is asked for, without query) by a closure.
    package func serve(_ path: String, _ script: @escaping Script) {
        ledger.setScript(path, script)
    }

    /// Answers a path as a web server with this object would.
    package func serve(_ path: String, _ resource: OriginResource) {
        serve(path) { resource.answer(to: $0) }
    }

    /// Answers a path always the same, whatever is asked.
    package func serve(_ path: String, _ answer: OriginAnswer) {
        serve(path) { _ in answer }
    }

    /// The first script answers the first GET and the first HEAD, and so on; the last one stays.
    package func serve(_ path: String, inTurn scripts: [Script]) {
        precondition(!scripts.isEmpty, "a sequence needs an answer")
        serve(path) { scripts[min($0.ordinal, scripts.count - 1)]($0) }
    }

    /// Different answers to HEAD and to GET.
    package func serve(_ path: String, head: @escaping Script, get: @escaping Script) {
        serve(path) { $0.method == "HEAD" ? head($0) : get($0) }
    }

    /// Answers every path that has no script of its own; 404 unless set.
    package func serveEverythingElse(_ script: @escaping Script) {
        ledger.setFallback(script)
    }

    /// Counts go on, but requests are no longer kept: for tests with very many of them.
    package func stopRecording() {
        ledger.stopRecording()
    }

    // MARK: What was seen

    /// The GETs of a path so far, with any query.
    package func gets(_ path: String) -> Int { ledger.count("GET", path) }

    /// The HEADs of a path so far, with any query.
    package func heads(_ path: String) -> Int { ledger.count("HEAD", path) }

    package var requests: [OriginRequest] { ledger.requests }

    /// The requests of a path so far, with any query, in order.
    package func requests(_ path: String) -> [OriginRequest] {
        ledger.requests.filter { $0.path == path }
    }

    /// Body bytes handed to the kernel for a path, over all its answers.
    package func bodyBytesSent(_ path: String) -> UInt64 { ledger.bodyBytes(path) }

    package var acceptedConnections: Int { ledger.acceptedConnections }

    package var openConnections: Int { ledger.openConnections }
}
