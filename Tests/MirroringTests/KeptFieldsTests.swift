import Mirroring
import Testing

@Suite struct KeptFieldsTests {
    private func kept(_ fields: [(String, String)], isS3: Bool = false) -> KeptFields {
        KeptFields(of: OriginAnswerTests.head(200, fields), isS3: isS3)
    }

    @Test func `edge 22: these fields are kept, in one order and spelling`() {
        let kept = kept([
            ("server", "x"), ("set-cookie", "a=b"), ("EXPIRES", "e"),
            ("cache-control", "max-age=1"),
            ("Cache-Control", "public"), ("content-type", "t"), ("Content-Type", "second"),
            ("content-encoding", "gzip"), ("content-language", "de"),
            ("content-disposition", "inline"), ("x-amz-meta-a", "1"), ("last-modified", "m"),
            ("etag", "W/\"e\""), ("x-amz-server-side-encryption", "AES256"),
        ])
        #expect(
            kept.fields.map { "\($0.name): \($0.value)" } == [
                "Content-Type: t", "Content-Encoding: gzip", "Content-Language: de",
                "Content-Disposition: inline", "Cache-Control: max-age=1, public", "Expires: e",
                "x-amz-meta-origin-etag: W/\"e\"", "x-amz-meta-origin-last-modified: m",
            ]
        )
        #expect(kept.droppedCount == 0)
    }

    @Test func `edge 22: user metadata of S3 origins, in lower case, bounded and counted`() {
        let large = String(repeating: "v", count: 1_500)
        let kept = kept(
            [
                ("X-Amz-Meta-First", large), ("x-amz-meta-second", large),
                ("x-amz-meta-third", "3"),
                ("x-amz-meta-third", "again"), ("x-amz-meta-origin-etag", "forged"),
                ("ETag", "\"e\""),
            ],
            isS3: true
        )
        #expect(
            kept.fields.map(\.name) == [
                "x-amz-meta-origin-etag", "x-amz-meta-first", "x-amz-meta-third",
            ]
        )
        #expect(kept.fields.first?.value == "\"e\"")
        // The second too large, the repeated third, the forged validator.
        #expect(kept.droppedCount == 3)
    }

    @Test func `metadata may reach 2048 bytes and no more`() {
        let exact = String(repeating: "v", count: 2_048 - 1)
        #expect(kept([("x-amz-meta-a", exact)], isS3: true).droppedCount == 0)
        #expect(kept([("x-amz-meta-a", exact + "v")], isS3: true).droppedCount == 1)
    }

    @Test func `values that would break a field line are left out`() {
        let kept = kept([
            ("Content-Type", "a\r\nX: y"), ("Expires", "\u{0}"), ("Cache-Control", "ä\t"),
        ])
        #expect(kept.fields == [HeaderField("Cache-Control", "ä\t")])
        #expect(kept.droppedCount == 2)
    }

    @Test(
        arguments: [
            ("no-store", "no-store"), ("max-age=0, No-Store", "no-store"), ("PRIVATE", "private"),
            ("private=\"set-cookie, x\"", "private"), ("public", nil), ("max-age=1", nil),
            ("x=\"no-store, private\"", nil), ("no-cache", nil), ("no-storage", nil),
        ] as [(String, String?)]
    )
    func `edge 19: what Cache-Control keeps out of the store`(value: String, word: String?) {
        let script = FillScript()
        script.start()
        let accepted = script.accepted(200, [("Cache-Control", value)], length: 1)
        #expect(accepted?.notStored?.text.hasSuffix(word ?? "") ?? (word == nil))
        #expect((accepted?.notStored == nil) == (word == nil))
    }
}
