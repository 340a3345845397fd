internal import Glibc
internal import NIOCore
internal import NIOSSL
internal import Sealing
internal import Synchronization

/// Mutual TLS 1.3 between the nodes of a cluster, by certificates that each issues itself from the
/// cluster key.
///
/// A node shows a certificate of the first key's authority and trusts those of all keys in its
/// ring. So a rotation passes in three steps, each of which every node takes before the next one
/// begins: a new key as second, the new key as first, the old one gone.
final class PeerSecurity: Sendable {
    private struct Contexts {
        let calling: NIOSSLContext
        let called: NIOSSLContext
        /// Seconds since 1970.
        let issued: Int
    }

    private struct State {
        var keyring: Keyring
        var contexts: Contexts?
    }

    /// Seconds after which a certificate is replaced, well before it ends; connections that stand
    /// are not touched.
    private static let renewal = 12 * 3_600
    /// The time the other side has to agree to an end.
    private static let shutdown = TimeAmount.seconds(1)

    private let name: String
    private let state: Mutex<State>

    /// - Parameter name: that of the node, which its certificates carry.
    init(name: String, keyring: Keyring) {
        self.name = name
        state = Mutex(State(keyring: keyring))
    }

    /// Uses another ring for connections made from now on.
    ///
    /// - Returns: whether a key is gone, so that connections made by it should end.
    func reload(_ keyring: Keyring) -> Bool {
        state.withLock { state in
            let isGone = state.keyring.keys.contains { !keyring.keys.contains($0) }
            state = State(keyring: keyring)
            return isGone
        }
    }

    /// The handler of a connection that this node makes.
    ///
    /// No name is sent in the clear: whom the node has reached is known from the certificate.
    func callingHandler() throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: contexts().calling, serverHostname: nil)
    }

    /// The handler of a connection that this node accepts.
    func calledHandler() throws -> NIOSSLServerHandler {
        NIOSSLServerHandler(context: try contexts().called)
    }

    /// The node on the other side of a connection whose handshake is over, by its certificate.
    static func peerName(_ context: ChannelHandlerContext) -> String? {
        do {
            let operations = context.pipeline.syncOperations
            guard let certificate = try operations.nioSSL_peerCertificate() else { return nil }
            return CertificateName.node(in: try certificate.toDERBytes())
        } catch {
            return nil
        }
    }

    /// Whether an error of a connection says that both sides found no common key.
    static func isFailure(_ error: any Error) -> Bool {
        error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError
    }

    private func contexts() throws -> Contexts {
        // By the clock that certificates are judged by, and also when it was set back.
        let now = time(nil)
        // Making them takes about a millisecond, twice a day.
        return try state.withLock { state in
            if let contexts = state.contexts,
                abs(now - contexts.issued) < Self.renewal
            {
                return contexts
            }
            let contexts = try Self.make(name, state.keyring, at: now)
            state.contexts = contexts
            return contexts
        }
    }

    private static func make(
        _ name: String,
        _ keyring: Keyring,
        at now: Int
    ) throws -> Contexts {
        let issued = CertificateAuthority(keyring.keys[0]).issue(to: name)
        let chain = [
            NIOSSLCertificateSource.certificate(
                try NIOSSLCertificate(bytes: issued.certificate, format: .der)
            )
        ]
        let key = NIOSSLPrivateKeySource.privateKey(
            try NIOSSLPrivateKey(bytes: issued.privateKey, format: .der)
        )
        let trusted = NIOSSLTrustRoots.certificates(
            try keyring.keys.map { key in
                let certificate = CertificateAuthority(key).certificate
                return try NIOSSLCertificate(bytes: certificate, format: .der)
            }
        )
        var called = TLSConfiguration.makeServerConfigurationWithMTLS(
            certificateChain: chain,
            privateKey: key,
            trustRoots: trusted
        )
        var calling = TLSConfiguration.makeClientConfiguration()
        calling.certificateChain = chain
        calling.privateKey = key
        calling.trustRoots = trusted
        harden(&called)
        harden(&calling)
        return Contexts(
            calling: try NIOSSLContext(configuration: calling),
            called: try NIOSSLContext(configuration: called),
            issued: now
        )
    }

    /// What both sides ask: TLS 1.3, and a certificate of an authority that is trusted.
    ///
    /// The name in it is compared with the hello, not with a host name.
    private static func harden(_ configuration: inout TLSConfiguration) {
        configuration.minimumTLSVersion = .tlsv13
        configuration.maximumTLSVersion = .tlsv13
        configuration.certificateVerification = .noHostnameVerification
        configuration.renegotiationSupport = .none
        configuration.shutdownTimeout = shutdown
    }
}
