import Mirroring
import Testing

@Suite struct RequestURLTests {
    @Test(arguments: [
        ("http://domain.com/movie", "http://domain.com/movie/k"),
        ("http://domain.com/movie/", "http://domain.com/movie/k"),
        ("http://domain.com", "http://domain.com/k"),
        ("HTTPS://Domain.COM:443/", "https://domain.com/k"),
        ("http://d:8080/a//b/../c", "http://d:8080/a//b/../c/k"),
        ("http://[2001:DB8::1]:81/a", "http://[2001:db8::1]:81/a/k"),
        ("http://10.0.0.1/%c3%A9/x+y", "http://10.0.0.1/%c3%A9/x+y/k"),
        ("s3://my.bucket/pre", "https://s3.us-east-1.amazonaws.com/my.bucket/pre/k"),
        ("s3://bucket", "https://s3.us-east-1.amazonaws.com/bucket/k"),
        ("s3+https://rgw.example/bucket/pre", "https://rgw.example/bucket/pre/k"),
        ("S3+HTTP://rgw.example:8080/my.bucket", "http://rgw.example:8080/my.bucket/k"),
    ])
    func `a base and a key make one URL with one slash between`(base: String, url: String) throws {
        #expect(try OriginBase(base).object(key: "k".utf8).text == url)
    }

    @Test(arguments: [
        ("a/b", "a/b"), ("a//b", "a//b"), ("/a", "/a"), ("a/", "a/"), ("a+b c", "a%2Bb%20c"),
        ("a%2Fb", "a%252Fb"), ("../../etc/./passwd", "../../etc/./passwd"),
        ("ä/日本", "%C3%A4/%E6%97%A5%E6%9C%AC"), ("a?b#c&d=e", "a%3Fb%23c%26d%3De"),
        ("~-_.!'()*", "~-_.%21%27%28%29%2A"),
        ("\u{1}\u{7F}\"<>\\^`{|}", "%01%7F%22%3C%3E%5C%5E%60%7B%7C%7D"),
    ])
    func `edge 21: a key is encoded once and never normalised`(key: String, path: String) throws {
        let url = try OriginBase("http://o/base/").object(key: key.utf8)
        #expect(url.path == "/base/" + path)
    }

    @Test func `edge 21: the longest key fits, whatever its bytes`() throws {
        let key = [UInt8](repeating: 0xFF, count: 1_024)
        let url = try OriginBase("http://o").object(key: key)
        #expect(url.path.utf8.count == 1 + 3 * 1_024)
        #expect(url.path == "/" + String(repeating: "%FF", count: 1_024))
    }

    @Test(arguments: [
        ("domain.com/a", "begins with http"), ("ftp://d/", "not http or https"),
        ("http://u:p@d/", "password"), ("http://d/a?b", "query"), ("http://d/a#b", "fragment"),
        ("http://d/a b", "%20"), ("http://d/ä", "percent-encoded"),
        ("http:///a", "host is missing"),
        ("http://d:0/", "port"), ("http://d:65536/", "port"), ("http://d:+1/", "port"),
        ("http://d:/", "port"), ("http://a..b/", "host name"), ("http://a%2eb/", "host name"),
        ("http://[::1/", "]"), ("http://[fe80::1%25eth0]/", "IPv6"), ("http://[1]/", "IPv6"),
        ("http://[::1]x/", "port"), ("http://d/%2", "hexadecimal"), ("http://d/%zz", "hexadecimal"),
        ("http://d/\r\nX: y", "0xD"), ("s3:///k", "bucket"), ("s3+http://h", "bucket"),
        ("s3://", "bucket"),
        ("", "begins with"),
        ("http://" + String(repeating: "a", count: 254), "host name"),
        ("http://d/" + String(repeating: "a", count: 3_000), "longer"),
    ])
    func `what cannot be an origin is refused with the reason`(text: String, reason: String) {
        let error = #expect(throws: RequestURLError.self) { try OriginBase(text) }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    @Test func `a forwarded query keeps its bytes and loses what belongs to S3`() throws {
        let base = try OriginBase("http://o")
        let key = "k".utf8
        #expect(base.object(key: key, query: "a=%2f&b&a=2+3").text == "http://o/k?a=%2f&b&a=2+3")
        let signed = "x-id=GetObject&X-Amz-Signature=s&v=1&response-content-type=x&X-AMZ-Date=d"
        #expect(base.object(key: key, query: signed).query == "v=1")
        #expect(base.object(key: key, query: "x-id=GetObject").query == nil)
        #expect(base.object(key: key, query: "a b").query == "a%20b")
    }

    @Test func `authorities are equal only in scheme, host and port`() throws {
        let url = try RequestURL("http://A.b/x")
        #expect(url.hasSameAuthority(as: try RequestURL("http://a.B:80/y?z")))
        #expect(!url.hasSameAuthority(as: try RequestURL("https://a.b/x")))
        #expect(!url.hasSameAuthority(as: try RequestURL("http://a.b:81/x")))
        #expect(!url.hasSameAuthority(as: try RequestURL("http://c.b/x")))
    }
}
