import Mirroring
import Testing

@Suite struct RedirectsTests {
    /// RFC 3986 5.4.1 and 5.4.2, less the schemes that are refused.
    @Test(arguments: [
        ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"), ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"),
        ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q"), ("g#s", "http://a/b/c/g"),
        ("g?y#s", "http://a/b/c/g?y"), (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"),
        (".", "http://a/b/c/"), ("./", "http://a/b/c/"), ("..", "http://a/b/"),
        ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"),
        ("../../", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"),
        ("/./g", "http://a/g"), ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."),
        (".g", "http://a/b/c/.g"), ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"),
        ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"),
        ("g;x=1/../y", "http://a/b/c/y"), ("g?y/../x", "http://a/b/c/g?y/../x"),
    ])
    func `references resolve as in RFC 3986`(location: String, expected: String) throws {
        let base = try RequestURL("http://a/b/c/d;p?q")
        #expect(try Redirects.resolve(location, against: base).text == expected)
    }

    @Test(arguments: [
        ("http://b:8080/x", "http://b:8080/x"), ("https://b", "https://b/"),
        (" /a%2fb%2E\t", "http://o/a%2fb%2E"), ("/a//b", "http://o/a//b"),
        ("/ä b|c", "http://o/%C3%A4%20b%7Cc"), ("HTTP://B/", "http://b/"),
        ("/a:b", "http://o/a:b"), ("?u=http://x:1/", "http://o/k?u=http://x:1/"),
    ])
    func `edge 12: percent-encoding stays as it came`(location: String, expected: String) throws {
        let base = try RequestURL("http://o/k")
        #expect(try Redirects.resolve(location, against: base).text == expected)
    }

    @Test func `edge 12: https never falls to http, other schemes lead nowhere`() throws {
        let secure = try RequestURL("https://o/k")
        #expect(throws: Redirects.Refusal.downgrade) {
            try Redirects.resolve("http://o/k", against: secure)
        }
        #expect(try Redirects.resolve("//b/x", against: secure).text == "https://b/x")
        for location in [
            "ftp://o/k", "file:///etc/passwd", "javascript:x", "gopher://127.0.0.1:25/",
        ] {
            #expect(throws: Redirects.Refusal.scheme) {
                try Redirects.resolve(location, against: secure)
            }
        }
        for location in ["https://u:p@b/", "https://", "https://b:x/", "/%", "https:b"] {
            #expect(throws: Redirects.Refusal.self, "\(location)") {
                try Redirects.resolve(location, against: secure)
            }
        }
    }
}
