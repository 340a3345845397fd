internal import COpenSSL

/// The node that a certificate is for.
package enum CertificateName {
    /// Bytes of a certificate that is looked into: ours have about 500.
    package static let largest = 16 << 10

    /// The name in a certificate of `CertificateAuthority`, or nil.
    ///
    /// Whether the certificate is to be trusted must be known before.
    ///
    /// - Parameter certificate: in DER.
    package static func node(in certificate: [UInt8]) -> String? {
        guard certificate.count <= largest else { return nil }
        return certificate.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            guard let parsed = d2i_X509(nil, &start, buffer.count) else { return nil }
            defer { X509_free(parsed) }
            let subject = X509_get_subject_name(parsed)
            let index = X509_NAME_get_index_by_NID(subject, NID_name, -1)
            // A second name would be a way to be two nodes.
            guard index >= 0, X509_NAME_get_index_by_NID(subject, NID_name, index) < 0,
                let entry = X509_NAME_get_entry(subject, index),
                let text = X509_NAME_ENTRY_get_data(entry),
                let bytes = ASN1_STRING_get0_data(text)
            else { return nil }
            let count = Int(ASN1_STRING_length(text))
            return String(
                validating: UnsafeBufferPointer(start: bytes, count: count),
                as: UTF8.self
            )
        }
    }
}
