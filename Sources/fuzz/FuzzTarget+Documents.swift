import Hashing
import JSON
import S3

extension FuzzTarget {
    static let documents = [
        FuzzTarget("xml", seeds: xml, document),
        FuzzTarget("origin-listing", seeds: [listing], originListing),
        FuzzTarget("json", seeds: json, value),
        FuzzTarget("base64", texts: ["AAEC", "/+8=", ""], base64),
    ]

    private static let xml = [
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>\
        <Object><Key>a&amp;&#xFC;</Key><VersionId>null</VersionId><ETag>"a"</ETag></Object></Delete>
        """,
        """
        <CompleteMultipartUpload><!-- c --><Part><PartNumber>1</PartNumber><ETag>"a"</ETag>\
        <ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part><Part><PartNumber>2</PartNumber>\
        <ETag><![CDATA[b]]></ETag></Part></CompleteMultipartUpload>
        """,
        """
        <CORSConfiguration><CORSRule><ID>a</ID><AllowedOrigin>http://*.a</AllowedOrigin>\
        <AllowedMethod>GET</AllowedMethod><AllowedHeader>*</AllowedHeader>\
        <ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>5</MaxAgeSeconds></CORSRule>\
        </CORSConfiguration>
        """,
        """
        <Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>
        """,
        """
        <CreateBucketConfiguration><LocationConstraint>eu</LocationConstraint>\
        </CreateBucketConfiguration>
        """,
    ].map { Array($0.utf8) }
    private static let listing = Array(
        """
        <ListBucketResult><IsTruncated>true</IsTruncated><EncodingType>url</EncodingType>\
        <Contents><Key>a%20b</Key><Size>5</Size></Contents></ListBucketResult>
        """.utf8
    )
    private static let json = [
        #"{"a":[1,-2.5,1e3,true,null,"\u00fc\n"],"b":{}}"#, "[]", #""a""#,
    ].map { Array($0.utf8) }

    /// What is kept of a document comes back as it was when what was kept is read.
    private static func document(_ bytes: [UInt8]) -> Bool {
        guard let root = understood({ try XMLReader.read(bytes) }) else { return false }
        precondition(count(root) <= XMLLimits().elements)
        _ = understands { _ = try DeleteRequest(document: root) }
        _ = understands { _ = try CompletionRequest(document: root) }
        _ = understands { try BucketDocuments.checkCreation(root) }
        if let rules = understood({ try CORSConfiguration(document: root) }) {
            precondition(CORSConfiguration(stored: rules.document) == rules, "rules changed")
            _ = rules.lines(origin: "http://a", method: "GET")
            _ = rules.preflightLines(origin: "http://b.a", method: "PUT", headers: ["x", "y"])
        }
        if let tags = understood({ try TagSet(document: root) }) {
            let again = understood { try TagSet(document: XMLReader.read(tags.document)) }
            precondition(again == tags, "tags changed")
        }
        return true
    }

    private static func count(_ element: XMLElement) -> Int {
        element.children.reduce(1) { $0 + count($1) }
    }

    private static func originListing(_ bytes: [UInt8]) -> Bool {
        guard let listing = understood({ try OriginListing(bytes) }) else { return false }
        precondition(!listing.isTruncated || !listing.objects.isEmpty, "it would never end")
        return true
    }

    /// What is read is written and read again, unchanged.
    private static func value(_ bytes: [UInt8]) -> Bool {
        guard let value = understood({ try JSONReader.read(bytes) }) else { return false }
        precondition(understood { try JSONReader.read(JSONWriter.bytes(value)) } == value)
        let indented = Array(JSONWriter.indented(value).utf8)
        precondition(understood { try JSONReader.read(indented) } == value)
        return true
    }

    /// Each text of bytes is the only one.
    private static func base64(_ bytes: [UInt8]) -> Bool {
        precondition(Base64.decode(Base64.encode(bytes)) == bytes)
        guard let text = String(validating: bytes, as: UTF8.self),
            let decoded = Base64.decode(text)
        else { return false }
        precondition(Base64.encode(decoded) == text, "two texts of the same bytes")
        return true
    }
}
