import S3
import Testing

/// Edge 9, and the examples of RFC 9110 section 14.
@Suite struct ByteRangeTests {
    private func resolve(_ value: String, _ size: UInt64) -> ByteRange.Resolved {
        Array(value.utf8).withUnsafeBytes { ByteRange.parse($0).resolve(size: size) }
    }

    @Test(arguments: [
        ("bytes=0-499", 10000, 0, 500), ("bytes=500-999", 10000, 500, 1000),
        ("bytes=-500", 10000, 9500, 10000), ("bytes=9500-", 10000, 9500, 10000),
        ("bytes=0-0", 10000, 0, 1), ("bytes=0-", 10000, 0, 10000),
        ("bytes=0-9999", 10000, 0, 10000),
        ("bytes=0-10000", 10000, 0, 10000), ("bytes=9999-99999", 10000, 9999, 10000),
        ("bytes=9999-", 10000, 9999, 10000), ("bytes=-1", 10000, 9999, 10000),
        ("bytes=-10000", 10000, 0, 10000), ("bytes=-10001", 10000, 0, 10000),
        ("bytes=0-0", 1, 0, 1), ("bytes=-1", 1, 0, 1), ("BYTES=1-1", 2, 1, 2),
        ("bytes=00-01", 9, 0, 2), ("bytes=0-18446744073709551615", 5, 0, 5),
        ("bytes=1-99999999999999999999999999", 5, 1, 5),
        ("bytes=-99999999999999999999999999", 5, 0, 5),
    ])
    func `ranges that are answered 206`(value: String, size: Int, first: Int, end: Int) {
        #expect(resolve(value, UInt64(size)) == .part(UInt64(first)..<UInt64(end)))
    }

    @Test(arguments: [
        ("bytes=10000-", 10000), ("bytes=10000-10001", 10000), ("bytes=-0", 10000),
        ("bytes=99999999999999999999999999-", 10000), ("bytes=1-", 1), ("bytes=0-", 0),
        ("bytes=0-0", 0), ("bytes=-0", 0), ("bytes=18446744073709551615-", 5),
    ])
    func `ranges that are answered 416`(value: String, size: Int) {
        #expect(resolve(value, UInt64(size)) == .unsatisfiable)
    }

    @Test(arguments: [
        "", "bytes", "bytes=", "bytes=-", "bytes=--1", "bytes=a-b", "bytes=1", "bytes=5-4",
        "bytes=1-2-3", "bytes= 0-1", "bytes=0 - 1", "bytes=0-1 ", "bytes:0-1", "bytes 0-1",
        "bits=0-1", "0-1", "bytes=0x1-2", "bytes=+1-2", "bytes=1-+2", "bytes=-1-", "none=0-",
        "bytes=0-1,3-4", "bytes=0-,-1", "bytes=,0-1", "bytes=0-1,", "bytes==0-1", "bytes=1-b",
        "bytes=a-1", "bytes=\u{661}-",
    ])
    func `what is malformed, of another unit or several ranges is the whole, answered 200`(
        value: String
    ) {
        #expect(resolve(value, 10000) == .whole)
        #expect(resolve(value, 0) == .whole)
    }

    @Test func `a suffix of an empty object is the whole`() {
        #expect(resolve("bytes=-5", 0) == .whole)
    }

    @Test func `the largest sizes do not overflow`() {
        #expect(resolve("bytes=0-18446744073709551615", .max) == .part(0..<UInt64.max))
        #expect(resolve("bytes=-18446744073709551615", .max) == .part(0..<UInt64.max))
    }

    @Test func `Content-Range`() {
        #expect(ByteRange.contentRange(0..<500, size: 1234) == "bytes 0-499/1234")
        #expect(ByteRange.contentRange(42..<1234, size: 1234) == "bytes 42-1233/1234")
        #expect(ByteRange.unsatisfiedContentRange(size: 1234) == "bytes */1234")
    }
}
