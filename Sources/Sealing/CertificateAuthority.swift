internal import COpenSSL

/// The authority that a cluster key stands for: every node that has the key is this authority, and
/// issues itself a certificate that all others trust.
///
/// Its key pair on P-256 follows from the cluster key by HKDF; its name has the identity of the
/// cluster key in it, so that the authorities of several keys are told apart. Its own certificate
/// is signed anew at each start, which does not matter, for only name and public key are compared.
package struct CertificateAuthority: ~Copyable {
    /// How long before and after now a certificate is valid, in seconds.
    package struct Validity: Sendable {
        /// Negative for the past.
        package var from: Int
        package var until: Int

        /// A certificate that is good for two days, also by a clock that is a day off.
        package static let usual = Validity(from: -86_400, until: 2 * 86_400)

        package init(from: Int, until: Int) {
            self.from = from
            self.until = until
        }
    }

    private static let label = "headwater certificate authority 1"

    private let key: SigningKey
    private let commonName: String

    /// The authority of a cluster key.
    package init(_ clusterKey: ClusterKey) {
        key = SigningKey { attempt in
            clusterKey.derive(label: "\(Self.label) \(attempt)", count: 32)
        }
        commonName = "Headwater cluster \(clusterKey.id)"
    }

    /// The authority's own certificate in DER: what a node trusts.
    package var certificate: [UInt8] {
        let draft = CertificateDraft(serial: [1])
        draft.set(issuer: commonName)
        draft.set(subject: commonName, node: nil)
        draft.setUnlimitedValidity()
        draft.set(key: key)
        draft.add(NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
        draft.add(NID_key_usage, "critical,keyCertSign")
        draft.sign(with: key)
        return draft.bytes
    }

    /// A certificate for a node, with a key pair of its own that nobody else ever sees.
    ///
    /// - Parameter node: the node's name, 1 to 255 bytes.
    package func issue(
        to node: String,
        validity: Validity = .usual
    ) -> IssuedCertificate {
        let nodeKey = SigningKey()
        // 63 random bits: positive, and not 0 in practice (RFC 5280 section 4.1.2.2).
        var serial = AuthenticatedCipher.random(8)
        serial[0] &= 0x7F
        let draft = CertificateDraft(serial: serial)
        draft.set(issuer: commonName)
        draft.set(subject: "Headwater node", node: node)
        draft.set(validity)
        draft.set(key: nodeKey)
        draft.add(NID_basic_constraints, "critical,CA:FALSE")
        draft.add(NID_key_usage, "critical,digitalSignature")
        draft.add(NID_ext_key_usage, "serverAuth,clientAuth")
        draft.sign(with: key)
        return IssuedCertificate(certificate: draft.bytes, privateKey: nodeKey.privateBytes)
    }
}
