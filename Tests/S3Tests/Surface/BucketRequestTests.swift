import S3
import Testing

@Suite struct BucketRequestTests {
    @Test(arguments: [
        "abc", "a-b", "a.b.c", "0ab", "1.2.3", "1.2.3.a", String(repeating: "a", count: 63),
    ])
    func `names that new buckets may have`(name: String) {
        #expect(Requests.code { try ObjectName.checkNewBucket(Array(name.utf8)) } == nil)
    }

    @Test(arguments: [
        "", "ab", "Abc", "a_b", "-ab", "ab-", ".ab", "ab.", "a..b", "192.168.1.1", "a/b", "ü12",
        String(repeating: "a", count: 64),
    ])
    func `names that they may not have`(name: String) {
        #expect(
            Requests.code { try ObjectName.checkNewBucket(Array(name.utf8)) } == .invalidBucketName
        )
    }

    private func delete(_ objects: String) throws -> DeleteRequest {
        let text = "<Delete>\(objects)</Delete>"
        return try DeleteRequest(document: try XMLReader.read(Array(text.utf8)))
    }

    @Test func `keys to delete, each with its condition, and an answer for each`() throws {
        let request = try delete(
            "<Quiet>false</Quiet><Object><Key>a&amp;b</Key><VersionId>null</VersionId></Object>"
                + "<Object><Key>c</Key><ETag>\"e\"</ETag></Object>"
                + "<Object><Key>d</Key><VersionId>3</VersionId></Object>"
        )
        #expect(request.items.map { text($0.key) } == ["a&b", "c", "d"])
        #expect(request.items.map(\.etag) == [nil, "e", nil])
        #expect(request.items.map(\.otherVersion) == [nil, nil, "3"] && !request.isQuiet)
        let answer = text(request.answer([nil, S3Error(.accessDenied), nil]))
        #expect(answer.contains("<Deleted><Key>a&amp;b</Key></Deleted>"))
        #expect(answer.contains("<Error><Key>c</Key><Code>AccessDenied</Code>"))
        let quiet = try delete("<Quiet>true</Quiet><Object><Key>a</Key></Object>")
        #expect(!text(quiet.answer([nil])).contains("Deleted"))
    }

    @Test func `a request has 1 to 1,000 keys`() {
        let one = "<Object><Key>a</Key></Object>"
        #expect(Requests.code { try delete("") } == .malformedXML)
        #expect(Requests.code { try delete("<Object><Key/></Object>") } == .malformedXML)
        #expect(Requests.code { try delete(String(repeating: one, count: 1000)) } == nil)
        #expect(Requests.code { try delete(String(repeating: one, count: 1001)) } == .malformedXML)
    }
}
