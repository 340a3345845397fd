internal import NIOSSL

/// A certificate for a server of the tests, which vouches for itself; made by openssl.
package struct TestCertificate: Sendable {
    private let folder: TemporaryFolder

    /// The certificate in PEM, for who is to trust it.
    package var file: String { folder.path + "/certificate.pem" }
    /// Its key in PEM.
    package var keyFile: String { folder.path + "/key.pem" }

    /// Makes one for names as openssl writes them, such as "DNS:localhost" and "IP:127.0.0.1".
    package static func make(_ names: String...) async throws -> TestCertificate {
        let certificate = TestCertificate(folder: try TemporaryFolder())
        let child = try await ChildProcess.start(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-days", "2", "-subj", "/CN=headwater test",
                "-addext", "subjectAltName=" + names.joined(separator: ","),
                "-keyout", certificate.keyFile, "-out", certificate.file,
            ],
            outputFile: certificate.folder.path + "/log"
        )
        let status = try await child.waitForExit()
        guard status == .code(0) else {
            let log = TextFile.read(certificate.folder.path + "/log") ?? ""
            throw TestSupportError("openssl ended with \(status): \(log)")
        }
        return certificate
    }

    func configuration() throws -> TLSConfiguration {
        TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(file).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: keyFile, format: .pem))
        )
    }
}
