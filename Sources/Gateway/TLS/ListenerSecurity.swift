package import NIOPosix

/// What a listener under TLS needs: its certificate, and threads that read files for it.
package struct ListenerSecurity: Sendable {
    let certificate: ServerCertificate
    let files: NIOThreadPool

    /// - Parameter files: reads what is sent of files, for `sendfile` cannot seal.
    package init(certificate: ServerCertificate, files: NIOThreadPool) {
        self.certificate = certificate
        self.files = files
    }
}
