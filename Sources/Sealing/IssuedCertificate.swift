/// A certificate for one node, and the private key to it, both in DER.
package struct IssuedCertificate: Sendable {
    package let certificate: [UInt8]
    /// Secret: for the TLS library only.
    package let privateKey: [UInt8]
}

extension IssuedCertificate: CustomStringConvertible, CustomReflectable {
    /// The lengths only.
    package var description: String { "a certificate of \(certificate.count) bytes" }
    /// Nothing inside is shown.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
