internal import NIOSSL
internal import Synchronization

/// The certificate of the public listeners: read from its files, and read again when it is renewed.
///
/// Connections keep what they began with; new ones take what was read last.
package final class ServerCertificate: Sendable {
    private let certificateFile: String
    private let keyFile: String
    private let current: Mutex<NIOSSLContext>

    /// Reads both files, in PEM; the certificate's may have those of its issuers behind it.
    ///
    /// - Throws: ``CertificateError`` with the file and the reason.
    package init(certificateFile: String, keyFile: String) throws(CertificateError) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        current = Mutex(try Self.read(certificateFile, keyFile))
    }

    /// Reads the files again; where that fails, the certificate stays as it was.
    package func reload() throws(CertificateError) {
        let context = try Self.read(certificateFile, keyFile)
        current.withLock { $0 = context }
    }

    /// What a new connection is sealed with.
    var context: NIOSSLContext { current.withLock { $0 } }

    private static func read(
        _ certificateFile: String,
        _ keyFile: String
    ) throws(CertificateError) -> NIOSSLContext {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(certificateFile)
        } catch {
            throw CertificateError(file: certificateFile, reason: "is no certificate in PEM")
        }
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(file: keyFile, format: .pem)
        } catch {
            // The reason could quote the key.
            throw CertificateError(file: keyFile, reason: "is no private key in PEM")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw CertificateError(file: keyFile, reason: "is not the key of \(certificateFile)")
        }
    }
}
