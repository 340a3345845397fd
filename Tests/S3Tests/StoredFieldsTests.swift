import S3
import Testing

@Suite struct StoredFieldsTests {
    private func field(_ name: String, _ value: String) -> StoredField {
        StoredField(name: name, value: value)
    }

    @Test func `a header block is what a hit sends`() {
        let block = StoredFields.render(
            [field("Content-Type", "video/mp4"), field("x-amz-meta-a", "1"), field("Expires", "")],
            etag: "abc",
            modifiedSeconds: 784_111_777
        )
        #expect(
            text(block.bytes)
                == "Content-Type: video/mp4\r\nx-amz-meta-a: 1\r\nExpires: \r\nETag: \"abc\"\r\n"
                + "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        )
        #expect(block.dropped == 0)
        let bare = StoredFields.render([], etag: nil, modifiedSeconds: nil)
        #expect(bare.bytes.isEmpty && bare.dropped == 0)
    }

    @Test(arguments: [
        ("X", "a\rb"), ("X", "a\nb"), ("X", "a\0"), ("X", "\u{1}"), ("X", "\u{7F}"),
        ("X", String(repeating: "v", count: 4097)), ("", "v"), ("a b", "v"), ("a:", "v"),
        ("a\r\nb", "v"), ("Content-Length", "5"), ("transfer-encoding", "chunked"),
        ("CONNECTION", "close"), ("ETag", "\"x\""), ("Last-Modified", "x"), ("Date", "x"),
        ("x-headwater", "hit"), ("content-range", "bytes 0-1/2"),
    ])
    func `what would break or contradict the answer is dropped`(name: String, value: String) {
        let block = StoredFields.render([field(name, value)], etag: nil, modifiedSeconds: nil)
        #expect(block.bytes.isEmpty && block.dropped == 1)
    }

    @Test(arguments: ["", "a\"b", "a\r\nX: y", "a b", "\0", "\u{7F}"])
    func `a tag that none may be is dropped`(etag: String) {
        let block = StoredFields.render([], etag: etag, modifiedSeconds: nil)
        #expect(block.bytes.isEmpty && block.dropped == 1)
    }

    @Test
    func `edge 22 user metadata beyond 2 KiB is dropped and counted, the object is not failed`() {
        let large = String(repeating: "v", count: 1024)
        // 1 byte of name behind the prefix each: 2,046 in sum, then 1, 1 and 2.
        let fields = [
            field("x-amz-meta-a", String(repeating: "v", count: 1022)),
            field("X-Amz-Meta-b", large),
            field("Content-Type", "t"),
        ]
        let full = StoredFields.render(fields, etag: nil, modifiedSeconds: nil)
        #expect(full.dropped == 0)
        let over = StoredFields.render(
            fields + [field("x-amz-meta-c", ""), field("Cache-Control", large)],
            etag: nil,
            modifiedSeconds: nil
        )
        #expect(over.dropped == 1)
        #expect(text(over.bytes).contains("Cache-Control: \(large)"))
        #expect(!text(over.bytes).contains("x-amz-meta-c"))
    }

    @Test func `of fields of one name the first counts`() {
        let block = StoredFields.render(
            [field("Content-Type", "a"), field("content-type", "b")],
            etag: nil,
            modifiedSeconds: nil
        )
        #expect(text(block.bytes) == "Content-Type: a\r\n")
        #expect(block.dropped == 1)
    }

    @Test func `overrides take the place of fields`() {
        let block = Array("Content-Type: a\r\nETag: \"x\"\r\nExpires: e\r\n".utf8)
        let replaced = block.withUnsafeBytes {
            StoredFields.replacing(
                $0,
                with: [field("Content-Type", "b"), field("Cache-Control", "no-cache")]
            )
        }
        #expect(
            text(replaced)
                == "ETag: \"x\"\r\nExpires: e\r\nContent-Type: b\r\nCache-Control: no-cache\r\n"
        )
        #expect(block.withUnsafeBytes { StoredFields.replacing($0, with: []) } == block)
    }
}
