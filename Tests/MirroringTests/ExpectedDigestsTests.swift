import Hashing
import Mirroring
import Testing

@Suite struct ExpectedDigestsTests {
    private static let md5 = "XUFAKrxLKna5cZ2REBfFkg=="
    private static let sha256 = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
    private static let hexadecimal = "5d41402abc4b2a76b9719d911017c592"

    private func digests(
        _ fields: [(String, String)],
        isWhole: Bool = true,
        isS3: Bool = false
    ) -> ExpectedDigests {
        ExpectedDigests(
            of: OriginAnswerTests.head(200, fields),
            isWhole: isWhole,
            isS3: isS3
        )
    }

    private func isGood(_ digests: ExpectedDigests, _ text: String) -> Bool {
        let actual = digests.mismatch(
            md5: Digest.of(text.utf8, .md5),
            sha256: digests.needsSHA256 ? Digest.of(text.utf8, .sha256) : nil
        )
        return actual == nil
    }

    @Test(arguments: [
        ("Content-MD5", md5), ("Digest", "MD5=\(md5)"), ("Digest", "crc32c=AAAA, md5=\(md5)"),
        ("Digest", "SHA-256=\(sha256)"), ("Repr-Digest", "md5=:\(md5):"),
        ("Repr-Digest", "sha-512=:AA==:, sha-256=:\(sha256):"),
        ("Content-Digest", "sha-256=:\(sha256):;x=1"),
        ("x-goog-hash", "crc32c=AAAAAA==,md5=\(md5)"),
        ("x-goog-hash", "md5=\(md5)"),
    ])
    func `edge 18: each field is checked`(name: String, value: String) {
        let digests = digests([(name, value)])
        #expect(digests.expectations.count == 1)
        #expect(isGood(digests, "hello"))
        #expect(!isGood(digests, "hellO"))
        #expect(digests.md5 == (digests.needsSHA256 ? nil : Self.hexadecimal))
    }

    @Test(arguments: [
        ("Content-MD5", "AAAA"), ("Content-MD5", "not base64"), ("Digest", "md5"), ("Digest", ""),
        ("Repr-Digest", "md5=\(md5)"), ("Repr-Digest", "md5=::"), ("Digest", "sha-256=\(md5)"),
        ("Digest", "unixsum=1"), ("ETag", "\"\(hexadecimal)\""),
    ])
    func `what is malformed or unknown says nothing`(name: String, value: String) {
        #expect(digests([(name, value)]).expectations.isEmpty)
    }

    @Test func `edge 18: all that was said must hold`() {
        let digests = digests([
            ("Content-MD5", Self.md5), ("Repr-Digest", "sha-256=:\(Self.sha256):"),
            ("Digest", "md5=AAAAAAAAAAAAAAAAAAAAAA=="),
        ])
        #expect(digests.expectations.count == 3)
        let mismatch = digests.mismatch(
            md5: Digest.of("hello".utf8, .md5),
            sha256: Digest.of("hello".utf8, .sha256)
        )
        #expect(mismatch?.source == "digest")
    }

    @Test func `edge 11: an ETag of an S3 origin is an MD5 only where it can be`() {
        let tag = ("ETag", "\"\(Self.hexadecimal)\"")
        #expect(digests([tag], isS3: true).md5 == Self.hexadecimal)
        #expect(
            digests([("ETag", "\"\(Self.hexadecimal.uppercased())\"")], isS3: true).md5
                == Self.hexadecimal
        )
        #expect(digests([("ETag", "\"\(Self.hexadecimal)-2\"")], isS3: true).md5 == nil)
        #expect(digests([("ETag", "W/\"\(Self.hexadecimal)\"")], isS3: true).md5 == nil)
        let encryption = "x-amz-server-side-encryption"
        #expect(digests([tag, (encryption, "AES256")], isS3: true).md5 == Self.hexadecimal)
        #expect(digests([tag, (encryption, "aws:kms")], isS3: true).md5 == nil)
        #expect(
            digests([tag, (encryption + "-customer-algorithm", "AES256")], isS3: true).md5 == nil
        )
    }

    @Test func `digests of what was sent do not speak of the whole in a part`() {
        let fields = [
            ("Content-MD5", Self.md5), ("Content-Digest", "md5=:\(Self.md5):"),
            ("Repr-Digest", "sha-256=:\(Self.sha256):"),
        ]
        #expect(digests(fields, isWhole: false).expectations.map(\.source) == ["repr-digest"])
    }

    @Test func `a hash of the packed object does not judge the unpacked one`() {
        let hash = ("x-goog-hash", "md5=\(Self.md5)")
        let packed = ("x-goog-stored-content-encoding", "gzip")
        #expect(digests([hash, packed]).expectations.isEmpty)
        #expect(digests([hash, packed, ("Content-Encoding", "gzip")]).expectations.count == 1)
    }
}
