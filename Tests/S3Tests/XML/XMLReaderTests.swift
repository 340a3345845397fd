import Determinism
import S3
import Testing

@Suite struct XMLReaderTests {
    private func read(_ text: String, limits: XMLLimits = XMLLimits()) throws(XMLError)
        -> XMLElement
    {
        try XMLReader.read(Array(text.utf8), limits: limits)
    }

    /// What is wrong, or nil if the document was read.
    private func reason(_ text: String, limits: XMLLimits = XMLLimits()) -> String? {
        do throws(XMLError) {
            _ = try read(text, limits: limits)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func `a document of S3 is read`() throws {
        let root = try read(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- parts -->
            <CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
              <Part><ETag>&quot;abc&quot;</ETag><PartNumber>1</PartNumber></Part>
              <Part><PartNumber>2</PartNumber><ETag><![CDATA["d<f"]]></ETag></Part>
              <Empty/>
            </CompleteMultipartUpload>

            """
        )
        #expect(root.name == "CompleteMultipartUpload")
        #expect(root.all("Part").map { $0.text(of: "ETag") } == ["\"abc\"", "\"d<f\""])
        #expect(root.all("Part").map { $0.text(of: "PartNumber") } == ["1", "2"])
        #expect(root.first("Empty")?.text == "")
        #expect(root.first("Absent") == nil)
    }

    @Test func `a prefix is not part of a name, and references are resolved`() throws {
        let root = try read(
            "<s:a xmlns:s='x' b=\"&amp;\"><s:k>&#x41;&#10;&apos;ü\r\n\r.</s:k></s:a>"
        )
        #expect(root.name == "a")
        #expect(root.text(of: "k") == "A\n'ü\n\n.")
    }

    @Test func `types, entities, instructions and foreign encodings are refused`() {
        #expect(reason("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>") != nil)
        #expect(reason("<a>&b;</a>") == "An entity is not one of the five of XML.")
        #expect(reason("<a><?php ?></a>") == "A processing instruction is not allowed.")
        #expect(reason("<?xml version='1.0' encoding='ISO-8859-1'?><a/>") != nil)
        #expect(throws: XMLError.self) { try XMLReader.read([0x3C, 0x61, 0xFF, 0x2F, 0x3E]) }
    }

    @Test(arguments: [
        "", "  ", "a", "<", "<a", "<a>", "<a></b>", "<a></a", "<a/><b/>", "<a/>x", "<a b></a>",
        "<a b=c/>", "<a b='<'/>", "<a b='c' b='d'/>", "<a b='c'd='e'/>", "<1/>", "<a:/>", "< a/>",
        "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&#x110000;</a>", "<a>&#xFFFE;</a>", "<a>&#;</a>",
        "<a>&#99999999999;</a>", "<a>&lt</a>", "<a>]]></a>", "<a>\u{1}</a>", "<a>\u{FFFF}</a>",
        "<a><!-- -- --></a>", "<a><!--", "<a><![CDATA[", "<a b='", "<a/><!DOCTYPE a>",
    ])
    func `what is not well-formed is refused`(_ text: String) {
        #expect(reason(text) != nil)
    }

    @Test func `a document is bounded in bytes, depth, elements, attributes and names`() {
        var limits = XMLLimits()
        limits.bytes = 100
        limits.depth = 3
        limits.elements = 5
        limits.attributes = 2
        limits.nameBytes = 4
        #expect(reason("<a><b><c/></b></a>", limits: limits) == nil)
        #expect(reason("<a><b><c><d/></c></b></a>", limits: limits) != nil)
        #expect(reason("<a><b/><b/><b/><b/></a>", limits: limits) == nil)
        #expect(reason("<a><b/><b/><b/><b/><b/></a>", limits: limits) != nil)
        #expect(reason("<a b='' c=''/>", limits: limits) == nil)
        #expect(reason("<a b='' c='' d=''/>", limits: limits) != nil)
        #expect(reason("<abcd/>", limits: limits) == nil)
        #expect(reason("<abcde/>", limits: limits) != nil)
        #expect(reason("<a>" + String(repeating: "x", count: 93) + "</a>", limits: limits) == nil)
        #expect(reason("<a>" + String(repeating: "x", count: 94) + "</a>", limits: limits) != nil)
    }

    @Test func `no change of a document's bytes brings it down`() throws {
        let document = Array(
            ("<?xml version=\"1.0\"?><Delete a='b'><Object><Key>&#x41;&lt;</Key><![CDATA[x]]>"
                + "<!-- c --></Object><Quiet>true</Quiet></Delete>").utf8
        )
        var random = SeededGenerator(seed: 11)
        let alphabet = Array("<>/&;!-[]?='\"ax#\u{0}".utf8) + [0xFF]
        var read = 0
        for _ in 0..<20_000 {
            var changed = document
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let at = Int.random(in: 0..<changed.count, using: &random)
                let byte = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                switch Int.random(in: 0..<3, using: &random) {
                case 0: changed[at] = byte
                case 1: changed.insert(byte, at: at)
                default: changed.remove(at: at)
                }
            }
            do throws(XMLError) {
                _ = try XMLReader.read(changed)
                read += 1
            } catch {
                #expect(error.position <= changed.count)
            }
        }
        #expect((100..<15_000).contains(read))
    }

    @Test func `ten thousand parts are read`() throws {
        let part = "<Part><PartNumber>1</PartNumber><ETag>&quot;e&quot;</ETag></Part>"
        let text = "<C>" + String(repeating: part, count: 10_000) + "</C>"
        #expect(try read(text).all("Part").count == 10_000)
    }
}
