internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// TLS to the store: its certificate must be for the name or address in the URL, and from an
/// authority that the system or the given file knows.
///
/// Connections keep what they began with; new ones trust what was read last.
final class UpstreamTLS: Sendable {
    private let context: Mutex<NIOSSLContext>
    private let authorityFile: String?
    /// Sent in the clear, and what the certificate must be for; nil for an address, which is then
    /// what the certificate must have.
    private let serverName: String?

    /// - Parameter authorityFile: certificates in PEM that may vouch for the store; nil for the
    ///   system's.
    init(_ endpoint: UpstreamEndpoint, authorityFile: String?) throws(CertificateError) {
        self.authorityFile = authorityFile
        context = Mutex(try Self.context(authorityFile))
        serverName = endpoint.isAddress ? nil : endpoint.host
    }

    /// Reads the authorities again; where that fails, they stay as they were.
    func reload() throws(CertificateError) {
        let new = try Self.context(authorityFile)
        context.withLock { $0 = new }
    }

    private static func context(_ authorityFile: String?) throws(CertificateError) -> NIOSSLContext
    {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if let authorityFile {
            configuration.trustRoots = .certificates(try read(authorityFile))
        }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw CertificateError(
                file: authorityFile ?? "the system's certificates",
                reason: "cannot be used: \(error)"
            )
        }
    }

    private static func read(_ file: String) throws(CertificateError) -> [NIOSSLCertificate] {
        do {
            let certificates = try NIOSSLCertificate.fromPEMFile(file)
            if !certificates.isEmpty { return certificates }
        } catch {
            // What is wrong with it is told below.
        }
        throw CertificateError(file: file, reason: "has no certificate in PEM")
    }

    /// Puts TLS, and what tells the end of its handshake, into a new channel.
    func secure(_ channel: any Channel) throws {
        let handler = try NIOSSLClientHandler(
            context: context.withLock { $0 },
            serverHostname: serverName
        )
        try channel.pipeline.syncOperations.addHandlers([handler, UpstreamHandshake()])
    }
}
