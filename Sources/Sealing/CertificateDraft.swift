internal import COpenSSL

/// A certificate while it is filled in; what OpenSSL refuses here is a mistake of this program.
struct CertificateDraft: ~Copyable {
    private let handle: OpaquePointer

    init(serial: [UInt8]) {
        guard let handle = X509_new() else { preconditionFailure("no memory for a certificate") }
        self.handle = handle
        let number = BN_bin2bn(serial, Int32(serial.count), nil)
        defer { BN_free(number) }
        // Version 3 is written as 2.
        Self.require(X509_set_version(handle, 2))
        let isSet = BN_to_ASN1_INTEGER(number, X509_get_serialNumber(handle)) != nil
        Self.require(isSet ? 1 : 0)
    }

    deinit {
        X509_free(handle)
    }

    /// The certificate in DER.
    var bytes: [UInt8] { DERBytes.of("a certificate") { i2d_X509(handle, $0) } }

    func set(issuer commonName: String) {
        Self.add(NID_commonName, commonName, to: X509_get_issuer_name(handle))
    }

    /// - Parameter node: the name of the node, in the attribute `name`, which may be long.
    func set(subject commonName: String, node: String?) {
        Self.add(NID_commonName, commonName, to: X509_get_subject_name(handle))
        if let node { Self.add(NID_name, node, to: X509_get_subject_name(handle)) }
    }

    func set(_ validity: CertificateAuthority.Validity) {
        let isSet =
            X509_gmtime_adj(X509_getm_notBefore(handle), validity.from) != nil
            && X509_gmtime_adj(X509_getm_notAfter(handle), validity.until) != nil
        Self.require(isSet ? 1 : 0)
    }

    /// From long ago to the end of times (RFC 5280 section 4.1.2.5).
    func setUnlimitedValidity() {
        Self.require(ASN1_TIME_set_string(X509_getm_notBefore(handle), "20000101000000Z"))
        Self.require(ASN1_TIME_set_string(X509_getm_notAfter(handle), "99991231235959Z"))
    }

    func set(key: borrowing SigningKey) {
        Self.require(X509_set_pubkey(handle, key.handle))
    }

    /// Adds an extension, written as in OpenSSL's configuration.
    func add(_ identifier: Int32, _ value: String) {
        let item = X509V3_EXT_conf_nid(nil, nil, identifier, value)
        defer { X509_EXTENSION_free(item) }
        Self.require(item == nil ? 0 : X509_add_ext(handle, item, -1))
    }

    func sign(with key: borrowing SigningKey) {
        Self.require(X509_sign(handle, key.handle, EVP_sha256()) > 0 ? 1 : 0)
    }

    private static func add(_ identifier: Int32, _ value: String, to name: OpaquePointer?) {
        let text = Array(value.utf8)
        require(
            X509_NAME_add_entry_by_NID(
                name,
                identifier,
                MBSTRING_UTF8,
                text,
                Int32(text.count),
                -1,
                0
            )
        )
    }

    private static func require(_ result: Int32) {
        precondition(result == 1, "OpenSSL refuses a certificate")
    }
}
