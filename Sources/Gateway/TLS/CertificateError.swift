/// Why a certificate cannot be used.
package struct CertificateError: Error, Sendable, Equatable {
    /// The file that is to blame.
    package let file: String
    /// Without anything of what is in it.
    package let reason: String
}
