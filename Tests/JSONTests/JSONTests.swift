import JSON
import Testing

@Suite struct JSONTests {
    private func read(_ text: String) throws(JSONError) -> JSONValue {
        try JSONReader.read(Array(text.utf8))
    }

    @Test func `a text of every kind is read and written back`() throws {
        let text =
            #"{"a":[1,-2,3.5,true,false,null],"b":{"c":"näht \"\\\n\u0001"},"d":[],"e":{}}"#
        let value = try read(text)
        #expect(String(decoding: JSONWriter.bytes(value), as: UTF8.self) == text)
        #expect(value["b"]?["c"]?.text == "näht \"\\\n\u{1}")
        #expect(try read(JSONWriter.indented(value)) == value)
    }

    @Test(arguments: [
        (#""A\/\b\f\r\t""#, "A/\u{8}\u{C}\r\t"),
        (#""😀""#, "😀"),
        (" \"x\" \n", "x"),
    ])
    func `escapes stand for their characters`(text: String, expected: String) throws {
        #expect(try read(text) == .string(expected))
    }

    @Test func `whole numbers that fit stay whole`() throws {
        #expect(try read("9223372036854775807") == .integer(.max))
        #expect(try read("-0") == .integer(0))
        #expect(try read("9223372036854775808") == .number(9.223372036854775808e18))
        #expect(try read("1e3") == .number(1000))
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "01", "-", "1.", "1e", "+1",
        ".5", "tru", "nulll", "\"a", "\"\n\"", #""\x""#, #""\u12""#, #""\ud800""#, #""\ud800x""#,
        #""\ud800\u0041""#, #""\udc00""#, "1 2", "{} {}", "{\"a\":1,\"a\":2}", "// x\n1", "1e999",
        "NaN", "'a'", "[1 2]", "{\"a\":}", "]",
    ])
    func `what is no JSON text is refused`(text: String) {
        #expect(throws: JSONError.self) { try read(text) }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: JSONError.self) { try JSONReader.read([0x22, 0xC3, 0x28, 0x22]) }
        #expect(throws: JSONError.self) { try JSONReader.read([0x22, 0xED, 0xA0, 0x80, 0x22]) }
    }

    @Test func `nesting, length and members are bounded`() {
        var limits = JSONLimits()
        limits.depth = 3
        limits.bytes = 20
        limits.elements = 3
        let read = { (text: String) in try JSONReader.read(Array(text.utf8), limits: limits) }
        #expect(throws: Never.self) { try read("[[[1]]]") }
        #expect(throws: JSONError.self) { try read("[[[[1]]]]") }
        #expect(throws: JSONError.self) { try read("[1,2,3,4]") }
        #expect(throws: JSONError.self) { try read("\"" + String(repeating: "x", count: 20)) }
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONError.self) { try JSONReader.read(Array(deep.utf8)) }
    }

    @Test func `an error tells the byte`() {
        #expect(throws: JSONError("':' is missing", offset: 5)) { try read("{\"a\" 1}") }
    }

    @Test func `a number that is not finite is written as null`() {
        #expect(JSONWriter.bytes(.number(.infinity)) == Array("null".utf8))
    }
}
