import Hashing
import Sealing
import Testing

@Suite struct CertificateTests {
    private let key = ClusterKey.random()

    @Test func `a certificate says for which node it is`() {
        let authority = CertificateAuthority(key)
        let long = String(repeating: "n", count: 255)
        for name in ["node-1", "ü", long] {
            let issued = authority.issue(to: name)
            #expect(CertificateName.node(in: issued.certificate) == name)
        }
        #expect(CertificateName.node(in: authority.certificate) == nil)
    }

    @Test func `bytes that are no certificate name nobody`() {
        let good = CertificateAuthority(key).issue(to: "node-1").certificate
        #expect(CertificateName.node(in: []) == nil)
        #expect(CertificateName.node(in: [0x30, 0x03, 1, 1, 0]) == nil)
        for count in stride(from: 0, to: good.count, by: 7) {
            #expect(CertificateName.node(in: Array(good.prefix(count))) == nil)
        }
        #expect(CertificateName.node(in: [UInt8](repeating: 0x30, count: 20_000)) == nil)
    }

    @Test func `each node with the key is the same authority, and one with another is not`() {
        // Name and public key stand before the signature, which differs each time; the first
        // bytes tell the length of the whole.
        func signed(_ key: ClusterKey) -> ArraySlice<UInt8> {
            CertificateAuthority(key).certificate.prefix(280).dropFirst(8)
        }
        #expect(signed(key).count == 272)
        #expect(signed(key) == signed(key))
        #expect(signed(key) != signed(ClusterKey.random()))
    }

    @Test func `neither the authority's secret nor the cluster key is in what it issues`() throws {
        let issued = CertificateAuthority(key).issue(to: "node-1")
        let secret = try #require(Base64.decode(key.base64))
        for bytes in [issued.certificate, issued.privateKey] {
            #expect(!Hexadecimal.encode(bytes).contains(Hexadecimal.encode(secret.prefix(8))))
        }
        #expect(!"\(issued)".contains("["))
    }
}
