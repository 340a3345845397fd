import Catalog
import JSON
import Testing
import Wire

@Suite struct MappingTests {
    @Test func `an origin alone gives every default`() throws {
        let mapping = try Examples.read(#""http://domain.com/movie""#)
        #expect(mapping == (try Examples.read(#"{"origin": "http://domain.com/movie"}"#)))
        #expect(mapping.acl == .private)
        #expect(mapping.maximumConnections == 64)
        #expect(mapping.onMiss == .stream)
        #expect(mapping.onHead == .fill)
        #expect(mapping.query == .drop)
        #expect(mapping.redirects == 10)
        #expect(mapping.negativeTTL.milliseconds == 10_000)
        #expect(mapping.idleTimeout.duration == .seconds(30))
        #expect(mapping.maximumObject.bytes == 5_000_000_000_000)
        #expect(!mapping.allowPrivateAddresses)
    }

    @Test func `every option is read and printed back in its own unit`() throws {
        let mapping = try Examples.full()
        #expect(mapping.origin.host == "origin.example")
        #expect(mapping.origin.port == 8443)
        #expect(mapping.origin.path == "/a%20b/")
        #expect(mapping.also[1].host == "2001:db8::1")
        #expect(mapping.maximumBandwidth?.bytes == 50_000_000)
        #expect(mapping.maximumObject.bytes == 64 << 20)
        let printed = mapping.redacted
        #expect(printed["max-bandwidth"]?.text == "50MB")
        #expect(printed["negative-ttl"]?.text == "500ms")
        #expect(printed["idle-timeout"]?.text == "1m")
        #expect(printed["max-object"]?.text == "64MiB")
        #expect(printed["origin"]?.text == "https://Origin.example:8443/a%20b/")
    }

    @Test func `what is printed is read as the same mapping`() throws {
        var mapping = try Examples.full()
        mapping.headers.removeLast()
        #expect(try Mapping(json: mapping.redacted) == mapping)
        let plain = try Examples.mapping()
        #expect(try Mapping(json: plain.redacted) == plain)
    }

    @Test func `secrets show neither in JSON nor in descriptions`() throws {
        var mapping = try Examples.full()
        mapping.credentials = OriginCredentials(
            accessKey: "AK",
            secretKey: "hunter2",
            region: "r"
        )
        var dumped = ""
        dump(mapping, to: &dumped)
        let printed = String(decoding: JSONWriter.bytes(mapping.redacted), as: UTF8.self)
        for text in ["\(mapping)", String(reflecting: mapping), dumped, printed] {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("swordfish"))
        }
        #expect(printed.contains(#""credentials":{"access-key":"AK","region":"r"}"#))
        #expect(printed.contains(#""Authorization":"(hidden)""#))
    }

    @Test(arguments: [
        (#"{}"#, "origin", "must be given"),
        (#"[]"#, "mapping", "must be an origin URL or an object"),
        (#"{"origin": 3}"#, "origin", "must be a string"),
        (#""s4://bucket""#, "origin", "scheme s4 is not supported: use http://"),
        (#""s3://""#, "origin", "must have a bucket"),
        (#""s3://b:80/p""#, "origin", "must have a bucket"),
        (#""s3+https://host""#, "origin", "must have a bucket in its path"),
        (#""s3+https://host//k""#, "origin", "must have a bucket in its path"),
        (
            #"{"origin": "s3://b", "credentials": {"access-key": "a/b", "secret-key": "c"}}"#,
            "credentials", "without /"
        ),
        (
            #"{"origin": "s3://b", "credentials": {"access-key": "a", "secret-key": "sealed:"}}"#,
            "credentials", "ASCII"
        ),
        (
            #"{"origin": "s3://b", "on-miss": "redirect", "#
                + #""credentials": {"access-key": "a", "secret-key": "b"}}"#,
            "on-miss", "must be stream"
        ),
        (#""ftp://host/""#, "origin", "scheme ftp is not supported"),
        (#""domain.com/movie""#, "origin", "must be a URL such as"),
        (#""http://""#, "origin", "must have a host"),
        (#""http://a b/""#, "origin", "must be ASCII without spaces"),
        (#""http://bücher.example/""#, "origin", "xn--"),
        (#""http://h/?q=1""#, "origin", "must not have a query"),
        (#""http://h/#f""#, "origin", "must not have a fragment"),
        (#""http://user:pass@h/""#, "origin", "must not have a user"),
        (#""http://h:0/""#, "origin", "must have a host"),
        (#""http://h:65536/""#, "origin", "must have a host"),
        (#""http://h:/""#, "origin", "must have a host"),
        (#""http://[::1/""#, "origin", "must have a host"),
        (#""http://h/%2""#, "origin", "two hexadecimal digits"),
        (#""http://h/%zz""#, "origin", "two hexadecimal digits"),
        (#"{"origin": "http://h", "also": "http://b"}"#, "also", "must be an array"),
        (#"{"origin": "http://h", "also": ["http://b", "x"]}"#, "also[1]", "must be a URL"),
        (
            #"{"origin": "http://h", "acl": "public"}"#, "acl",
            #"must be "private" or "public-read""#
        ),
        (#"{"origin": "http://h", "on-miss": "proxy"}"#, "on-miss", #""stream" or "redirect""#),
        (#"{"origin": "http://h", "on-head": ""}"#, "on-head", #""fill" or "ask""#),
        (#"{"origin": "http://h", "query": "keep"}"#, "query", #""drop" or "forward""#),
        (#"{"origin": "http://h", "redirects": 51}"#, "redirects", "from 0 to 50"),
        (#"{"origin": "http://h", "redirects": -1}"#, "redirects", "from 0 to 50"),
        (#"{"origin": "http://h", "redirects": 1.5}"#, "redirects", "must be a whole number"),
        (#"{"origin": "http://h", "redirects": "3"}"#, "redirects", "must be a whole number"),
        (#"{"origin": "http://h", "max-connections": 0}"#, "max-connections", "from 1 to 10000"),
        (#"{"origin": "http://h", "max-bandwidth": "50 MB"}"#, "max-bandwidth", "\"50MB\""),
        (#"{"origin": "http://h", "max-bandwidth": "999B"}"#, "max-bandwidth", "from 1000"),
        (#"{"origin": "http://h", "max-bandwidth": "-1MB"}"#, "max-bandwidth", "whole number"),
        (
            #"{"origin": "http://h", "max-object": "99999999999999TB"}"#, "max-object",
            "whole number"
        ),
        (#"{"origin": "http://h", "max-object": "0B"}"#, "max-object", "from 1 to"),
        (#"{"origin": "http://h", "negative-ttl": "10"}"#, "negative-ttl", "\"500ms\""),
        (#"{"origin": "http://h", "negative-ttl": "25h"}"#, "negative-ttl", "from 0 to 86400000"),
        (#"{"origin": "http://h", "idle-timeout": "0s"}"#, "idle-timeout", "from 10 to 3600000"),
        (#"{"origin": "http://h", "idle-timeout": "1.5s"}"#, "idle-timeout", "\"500ms\""),
        (#"{"origin": "http://h", "host": "a/b"}"#, "host", "must be a host name"),
        (#"{"origin": "http://h", "headers": []}"#, "headers", "must be an object"),
        (#"{"origin": "http://h", "headers": {"A": 1}}"#, "headers.A", "must be a string"),
        (#"{"origin": "http://h", "headers": {"A B": "1"}}"#, "headers", "letters, digits"),
        (#"{"origin": "http://h", "headers": {"": "1"}}"#, "headers", "letters, digits"),
        (#"{"origin": "http://h", "headers": {"A": "1\r\nB: 2"}}"#, "headers", "no line break"),
        (#"{"origin": "http://h", "headers": {"A": "\u0000"}}"#, "headers", "no line break"),
        (#"{"origin": "http://h", "headers": {"Range": "x"}}"#, "headers", "Headwater's own"),
        (#"{"origin": "http://h", "headers": {"Host": "x"}}"#, "headers", "option \"host\""),
        (#"{"origin": "http://h", "headers": {"a": "x", "A": "y"}}"#, "headers", "given once"),
        (
            #"{"origin": "http://h", "headers": {"Authorization": "(hidden)"}}"#, "headers",
            "give the value itself"
        ),
        (
            #"{"origin": "http://h", "allow-private-addresses": "yes"}"#,
            "allow-private-addresses", "must be true or false"
        ),
        (
            #"{"origin": "http://h", "credentials": {"access-key": "a", "secret-key": "b"}}"#,
            "credentials", "are for s3:// origins"
        ),
        (#"{"origin": "http://h", "credentials": {"access-key": "a"}}"#, "credentials", "both"),
        (#"{"origin": "http://h", "max-bandwith": "1MB"}"#, "max-bandwith", "is no option"),
    ])
    func `a wrong mapping is refused by its field and what would be right`(
        json: String,
        field: String,
        expected: String
    ) throws {
        let error = try #require(throws: MappingError.self) { try Examples.read(json) }
        #expect(error.field == field)
        #expect(error.expected.contains(expected), "\(error)")
    }

    @Test func `a refused URL shows no password and no query`() throws {
        for text in [
            "http://user:hunter2@host/", "s3://key:hunter2@bucket", "http://h/?token=hunter2",
            "http://user:hunter2@ho st/",
        ] {
            let error = try #require(throws: MappingError.self) { try OriginURL(text) }
            #expect(!error.description.contains("hunter2"), "\(error)")
        }
    }

    @Test func `an error names field, value and remedy and escapes what would break a line`() {
        let error = MappingError("host", "a\r\nb", expected: "must be a host name")
        #expect(error.description == #"host "a\u{d}\u{a}b": must be a host name"#)
        #expect(
            MappingError("x", String(repeating: "é", count: 500), expected: "").value.count == 121
        )
    }

    @Test func `counts and bytes of headers and origins are bounded`() throws {
        var mapping = try Examples.mapping()
        mapping.headers = (0..<32).map { MappingHeader("h\($0)", "x") }
        #expect(throws: Never.self) { try mapping.validate() }
        mapping.headers.append(MappingHeader("h32", "x"))
        #expect(throws: MappingError.self) { try mapping.validate() }
        mapping.headers = [MappingHeader("h", String(repeating: "x", count: 8_191))]
        #expect(throws: Never.self) { try mapping.validate() }
        mapping.headers = [MappingHeader("hh", String(repeating: "x", count: 8_191))]
        #expect(throws: MappingError.self) { try mapping.validate() }
        mapping.headers = []
        mapping.also = Array(repeating: try Examples.origin(), count: 9)
        #expect(throws: MappingError.self) { try mapping.validate() }
        let long = "http://h/" + String(repeating: "x", count: MappingLimits.originBytes)
        #expect(throws: MappingError.self) { try OriginURL(long) }
    }

    @Test func `the stored form comes back and takes little room`() throws {
        for mapping in [try Examples.mapping(), try Examples.full()] {
            var reader = WireReader(mapping.encoded)
            #expect(try Mapping(decoding: &reader) == mapping)
            try reader.finish()
        }
        #expect(try Examples.mapping("http://a.example/b").encoded.count == 21)
    }

    @Test func `no cut or changed byte of the stored form crashes the reader`() throws {
        let bytes = try Examples.full().encoded
        for length in bytes.indices {
            #expect(throws: WireError.self) {
                var reader = WireReader(bytes[..<length])
                _ = try Mapping(decoding: &reader)
                try reader.finish()
            }
        }
        for position in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[position] ^= 1 << bit
                var reader = WireReader(changed)
                _ = try? Mapping(decoding: &reader)
            }
        }
    }

    @Test(arguments: [
        ("movies", true, 6), ("movies/2024", false, 6), ("m/a//b c", false, 1),
        ("A.b_c-9", true, 7),
        ("b/é", false, 1), ("b//", false, 1),
    ])
    func `a key is a bucket or a bucket and a prefix`(text: String, whole: Bool, length: Int) throws
    {
        let key = try MappingKey(text)
        #expect(key.isWholeBucket == whole)
        #expect(key.bucketLength == length)
        #expect(key.text == text)
    }

    @Test(arguments: ["", "/", "/a", "a b", "bücher", "b/", "b/a\u{0}"])
    func `what is no key is refused`(text: String) throws {
        let error = try #require(throws: MappingError.self) { try MappingKey(text) }
        #expect(error.field == "key")
    }

    @Test func `a key has at most 480 bytes and is UTF-8`() throws {
        let text = "b/" + String(repeating: "x", count: 478)
        #expect(throws: Never.self) { try MappingKey(text) }
        let error = try #require(throws: MappingError.self) { try MappingKey(text + "x") }
        #expect(error.expected.contains("480"))
        #expect(throws: MappingError.self) { try MappingKey(bytes: [0x62, 0x2F, 0xFF]) }
        let name = String(repeating: "x", count: 255)
        #expect(throws: Never.self) { try MappingKey(name) }
        #expect(throws: MappingError.self) { try MappingKey(name + "x") }
    }
}
