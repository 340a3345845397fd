import S3
import Testing

@Suite struct OriginListingTests {
    private func read(_ inside: String) throws -> OriginListing {
        let text =
            "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(inside)"
            + "</ListBucketResult>"
        return try OriginListing(Array(text.utf8))
    }

    @Test func `a page of AWS's documentation is read`() throws {
        let page = try read(
            """
            <Name>quotes</Name><Prefix>N</Prefix><IsTruncated>true</IsTruncated>
            <Contents><Key>Ned</Key><ETag>"a"</ETag><Size>1</Size></Contents>
            <Contents><Key>Nelson</Key><Size>434234</Size></Contents>
            """
        )
        #expect(page.isTruncated)
        #expect(page.objects.map { text($0.key) } == ["Ned", "Nelson"])
        #expect(page.objects.map(\.size) == [1, 434_234])
    }

    @Test func `encoded keys are decoded, others are not`() throws {
        let contents = "<Contents><Key>a+b%2Bc%0A/%C3%BC</Key><Size>0</Size></Contents>"
        let encoded = try read("<EncodingType>url</EncodingType>" + contents)
        #expect(text(encoded.objects[0].key) == "a b+c\n/ü")
        #expect(try text(read(contents).objects[0].key) == "a+b%2Bc%0A/%C3%BC")
    }

    @Test func `what asks is encoded and in order`() {
        #expect(
            OriginListing.query(prefix: Array("a b/".utf8), after: Array("a b/ü".utf8), limit: 7)
                == "encoding-type=url&list-type=2&max-keys=7&prefix=a%20b%2F"
                + "&start-after=a%20b%2F%C3%BC"
        )
        #expect(
            OriginListing.query(prefix: [], after: nil, limit: 1_000)
                == "encoding-type=url&list-type=2&max-keys=1000&prefix="
        )
    }

    @Test(arguments: [
        "<Contents><Size>1</Size></Contents>", "<Contents><Key>k</Key></Contents>",
        "<Contents><Key>k</Key><Size>-1</Size></Contents>", "<IsTruncated>true</IsTruncated>",
        "<EncodingType>url</EncodingType><Contents><Key>%2</Key><Size>1</Size></Contents>",
    ])
    func `what is no listing is refused`(_ inside: String) {
        #expect(throws: XMLError.self) { try read(inside) }
        #expect(throws: XMLError.self) { try OriginListing(Array("<Error/>".utf8)) }
    }
}
