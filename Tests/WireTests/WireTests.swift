import Testing
import Wire

@Suite struct WireTests {
    @Test func `every kind of value comes back as it went`() throws {
        var writer = WireWriter()
        writer.uint8(0xAB)
        writer.uint16(0x1234)
        writer.uint32(0xDEAD_BEEF)
        writer.uint64(.max)
        writer.bool(true)
        writer.text("näht")
        writer.optional(UInt64(7)) { $0.variable($1) }
        writer.optional(UInt64?.none) { $0.variable($1) }
        var reader = WireReader(writer.bytes)
        #expect(try reader.uint8() == 0xAB)
        #expect(try reader.uint16() == 0x1234)
        #expect(try reader.uint32() == 0xDEAD_BEEF)
        #expect(try reader.uint64() == .max)
        #expect(try reader.bool())
        #expect(try reader.text(limit: 10) == "näht")
        #expect(try reader.optional { reader throws(WireError) in try reader.variable() } == 7)
        #expect(try reader.optional { reader throws(WireError) in try reader.variable() } == nil)
        try reader.finish()
    }

    @Test(arguments: [0, 1, 127, 128, 16383, 16384, UInt64.max - 1, .max])
    func `a variable-length integer comes back`(value: UInt64) throws {
        var writer = WireWriter()
        writer.variable(value)
        var reader = WireReader(writer.bytes)
        #expect(try reader.variable() == value)
        try reader.finish()
    }

    @Test func `an eleven byte integer and one of 65 bits are refused`() {
        var tooMany = WireReader([UInt8](repeating: 0x80, count: 10) + [1])
        #expect(throws: WireError.self) { try tooMany.variable() }
        var tooWide = WireReader([UInt8](repeating: 0xFF, count: 9) + [2])
        #expect(throws: WireError.invalid(field: "variable", value: 2)) { try tooWide.variable() }
    }

    @Test func `a hostile length is refused before it is believed`() {
        var writer = WireWriter()
        writer.variable(1 << 40)
        var overLimit = WireReader(writer.bytes)
        #expect(throws: WireError.tooLong(length: 1 << 40, limit: 100)) {
            try overLimit.sized(limit: 100)
        }
        var underLimit = WireReader([50, 1, 2])
        #expect(throws: WireError.truncated) { try underLimit.sized(limit: 100) }
        var elements = WireReader([50, 1, 2])
        #expect(throws: WireError.truncated) { try elements.count(limit: 100) }
    }

    @Test func `what is not UTF-8, not a bool or left over is refused`() {
        var text = WireReader([2, 0xC3, 0x28])
        #expect(throws: WireError.notText) { try text.text(limit: 9) }
        var bool = WireReader([2])
        #expect(throws: WireError.invalid(field: "bool", value: 2)) { try bool.bool() }
        let left = WireReader([1, 2, 3])
        #expect(throws: WireError.trailing(count: 3)) { try left.finish() }
    }
}
