import Hashing
import Sealing
import Testing

@Suite struct SealingVectorTests {
    @Test(arguments: [
        (
            "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
            "f0f1f2f3f4f5f6f7f8f9",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        ),
        (
            "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        ),
    ])
    func `HKDF of RFC 5869 A 1 and A 3`(
        secret: String,
        salt: String,
        information: String,
        expected: String
    ) throws {
        let root = KeyDerivation.extract(
            secret: try bytes(secret),
            salt: try bytes(salt)
        )
        let information = try bytes(information)
        let output = KeyDerivation.expand(root, information: information, count: 42)
        #expect(Hexadecimal.encode(output) == expected)
    }

    @Test func `HKDF of RFC 5869 A 2, longer than a block`() {
        let root = KeyDerivation.extract(
            secret: Array(0x00...0x4F),
            salt: Array(0x60...0xAF)
        )
        let output = KeyDerivation.expand(root, information: Array(0xB0...0xFF), count: 82)
        #expect(
            Hexadecimal.encode(output)
                == "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                + "cc30c58179ec3e87c14c01d5c1f3434f1d87"
        )
    }

    /// Test cases 13, 14 and 16 of the GCM specification that was submitted to NIST.
    @Test(arguments: [
        (
            String(repeating: "00", count: 32), "000000000000000000000000", "", "",
            "530f8afbc74536b9a963b4f1c4cb738b"
        ),
        (
            String(repeating: "00", count: 32), "000000000000000000000000", "",
            String(repeating: "00", count: 16),
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ])
    func `AES-256-GCM of the specification`(
        key: String,
        nonce: String,
        associated: String,
        plaintext: String,
        expected: String
    ) throws {
        let (key, nonce) = (try bytes(key), try bytes(nonce))
        let (associated, plaintext) = (try bytes(associated), try bytes(plaintext))
        let sealed = AuthenticatedCipher.seal(
            plaintext,
            key: key,
            nonce: nonce,
            associated: associated
        )
        #expect(Hexadecimal.encode(sealed) == expected)
        let opened = AuthenticatedCipher.open(
            sealed,
            key: key,
            nonce: nonce,
            associated: associated
        )
        #expect(opened == plaintext)
        let elsewhere = AuthenticatedCipher.open(
            sealed,
            key: key,
            nonce: nonce,
            associated: associated + [0]
        )
        #expect(elsewhere == nil)
    }

    private func bytes(_ text: String) throws -> [UInt8] {
        try #require(Hexadecimal.decode(text))
    }
}
