import S3
import Testing

/// How objects are cut into parts, and what is said of uploads.
@Suite struct PartSizesTests {
    private func parts(_ sizes: PartSizes, of total: UInt64) -> [UInt64] {
        var left = total
        var parts: [UInt64] = []
        while left > 0 {
            let size = min(left, sizes.size(ofPart: parts.count + 1))
            parts.append(size)
            left -= size
        }
        return parts
    }

    @Test(arguments: [1, 8 << 20, 80 << 30, 80 << 30 + 1, 5_000_000_000_000, 5 << 40])
    func `any size fits into the parts that S3 allows`(size: UInt64) {
        let known = parts(PartSizes(objectSize: size), of: size)
        #expect(known.count <= PartSizes.mostParts)
        #expect(Set(known.dropLast()).count <= 1)
        #expect(
            known.dropLast().allSatisfy { $0 >= 5 << 20 && $0 <= 5 << 30 && $0 % (1 << 20) == 0 }
        )
        let unknown = parts(PartSizes(objectSize: nil), of: size)
        #expect(unknown.count <= PartSizes.mostParts)
        #expect(unknown.allSatisfy { $0 <= 5 << 30 })
    }

    @Test func `the last part there can be still has a size`() {
        let last = PartSizes(objectSize: nil).size(ofPart: PartSizes.mostParts)
        #expect(last == 4 << 30)
    }

    @Test func `the documents of an upload are read and written`() {
        func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
        let begun = bytes(
            "<?xml version=\"1.0\"?><InitiateMultipartUploadResult xmlns=\"x\"><Bucket>b</Bucket>"
                + "<UploadId>a&amp;b</UploadId></InitiateMultipartUploadResult>"
        )
        #expect(UploadDocuments.uploadID(in: begun) == "a&b")
        #expect(UploadDocuments.uploadID(in: bytes("<Error/>")) == nil)
        #expect(
            UploadDocuments.errorCode(bytes("<Error><Code>NoSuchKey</Code></Error>")) == "NoSuchKey"
        )
        #expect(UploadDocuments.errorCode(bytes("<html><Code>NoSuchKey</Code></html>")) == nil)
        #expect(UploadDocuments.errorCode(bytes("<Error><Code>NoSuchKey")) == nil)
        #expect(UploadDocuments.isCompleted(bytes("  <CompleteMultipartUploadResult/>")))
        #expect(!UploadDocuments.isCompleted(bytes("<Error><Code>InternalError</Code></Error>")))
        let text = String(decoding: UploadDocuments.complete(etags: ["\"a\"", "b"]), as: UTF8.self)
        #expect(text.contains("<Part><PartNumber>2</PartNumber><ETag>b</ETag></Part>"))
        let listed = UploadDocuments.uploads(
            in: bytes(
                "<ListMultipartUploadsResult><Upload><Key>k</Key><UploadId>u</UploadId>"
                    + "<Initiated>1970-01-02T00:00:01.000Z</Initiated></Upload>"
                    + "<Upload><Key>k</Key></Upload></ListMultipartUploadsResult>"
            )
        )
        #expect(listed.map(\.upload) == ["u"] && listed.first?.initiatedSeconds == 86_401)
    }
}
