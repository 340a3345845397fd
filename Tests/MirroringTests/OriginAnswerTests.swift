import Mirroring
import Testing

@Suite struct OriginAnswerTests {
    static func head(
        _ status: Int,
        _ fields: [(String, String)] = [],
        length: UInt64? = nil
    ) -> OriginHead {
        OriginHead(
            status: status,
            fields: fields.map { HeaderField($0.0, $0.1) },
            contentLength: length
        )
    }

    @Test(
        arguments: [
            (200, .whole), (404, .missing), (410, .missing), (401, .denied), (403, .denied),
            (429, .busy(retryAfterSeconds: nil)), (503, .busy(retryAfterSeconds: nil)),
            (508, .looped),
            (500, .failing), (502, .failing), (504, .failing), (599, .failing), (408, .failing),
            (425, .failing), (416, .unsatisfied(size: nil)),
        ] as [(Int, OriginAnswer)]
    )
    func `edge 14: a status means this`(status: Int, expected: OriginAnswer) {
        #expect(OriginAnswer(Self.head(status)) == expected)
    }

    @Test(arguments: [
        101, 199, 201, 202, 203, 204, 205, 206, 207, 226, 300, 301, 302, 303, 304, 305, 306, 307,
        308, 400, 402, 405, 412, 418, 451, 600, 999,
    ])
    func `an answer that holds no object is unusable`(status: Int) {
        guard case .unusable = OriginAnswer(Self.head(status)) else {
            Issue.record("\(status) is taken as \(OriginAnswer(Self.head(status)))")
            return
        }
    }

    @Test func `redirects carry their Location`() {
        for status in [301, 302, 303, 307, 308] {
            let answer = OriginAnswer(Self.head(status, [("LOCATION", "/x")]))
            #expect(answer == .redirect(location: "/x"))
        }
    }

    @Test(
        arguments: [
            ("bytes 0-9/10", .part(first: 0, last: 9, size: 10)),
            ("BYTES  5-9/*", .part(first: 5, last: 9, size: nil)),
            ("bytes */7", .unsatisfied(size: 7)),
            ("bytes */*", .unsatisfied(size: nil)), ("bytes 9-5/10", nil), ("bytes 0-10/10", nil),
            ("bytes 0-9", nil), ("items 0-9/10", nil), ("bytes -9/10", nil), ("bytes 0-/10", nil),
            ("bytes +0-9/10", nil), ("bytes 0-99999999999999999999/*", nil), ("", nil),
            ("bytes 0-1/2/3", nil), ("bytes 0-1-2/3", nil), ("bytes 0 - 9/10", nil),
            (
                "bytes 0-0/9223372036854775807",
                .part(first: 0, last: 0, size: UInt64(Int64.max))
            ),
            ("bytes 0-0/9223372036854775808", nil), ("bytes 0-0/18446744073709551615", nil),
            ("bytes */9223372036854775808", nil), ("bytes 0-18446744073709551615/*", nil),
            ("bytes 9223372036854775807-9223372036854775807/*", nil),
        ] as [(String, ContentRange?)]
    )
    func `Content-Range is believed only when it makes sense`(
        value: String,
        expected: ContentRange?
    ) {
        #expect(ContentRange(value) == expected)
    }

    @Test func `a part needs exactly one Content-Range`() {
        let one = Self.head(206, [("Content-Range", "bytes 0-1/2")])
        #expect(OriginAnswer(one) == .part(first: 0, last: 1, size: 2))
        let two = Self.head(
            206,
            [("Content-Range", "bytes 0-1/2"), ("content-range", "bytes 0-1/3")]
        )
        #expect(OriginAnswer(two) == .unusable("a part without a usable Content-Range"))
        let many = Self.head(206, [("Content-Type", "multipart/byteranges; boundary=x")])
        #expect(OriginAnswer(many) == .unusable("a part without a usable Content-Range"))
    }

    @Test(
        arguments: [
            ("120", 120), ("0", 0), ("999999999999", 86_400), ("-1", nil), ("soon", nil), ("", nil),
            ("Sun, 06 Nov 1994 08:50:37 GMT", 60), ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
        ] as [(String, Int?)]
    )
    func `edge 14: Retry-After in either form`(value: String, seconds: Int?) {
        let head = Self.head(
            503,
            [("Retry-After", value), ("Date", "Sun, 06 Nov 1994 08:49:37 GMT")]
        )
        #expect(OriginAnswer(head) == .busy(retryAfterSeconds: seconds))
    }

    @Test(
        arguments: [
            ([("ETag", "\"a\"")], .entityTag("\"a\"")), ([("ETag", "W/\"a\"")], nil),
            ([("ETag", "a")], nil),
            ([("ETag", "\"a")], nil), ([("ETag", "\"a\"b\"")], nil),
            ([("ETag", "\"\"")], .entityTag("\"\"")),
            ([("ETag", "\"a\""), ("ETag", "\"b\"")], nil),
            // RFC 9110 8.8.2.2: strong only if Date is clearly later.
            (
                [("Last-Modified", "Sun, 06 Nov 1994 08:48:37 GMT")],
                .lastModified("Sun, 06 Nov 1994 08:48:37 GMT")
            ),
            ([("Last-Modified", "Sun, 06 Nov 1994 08:48:38 GMT")], nil),
            ([("Last-Modified", "Sunday, 06-Nov-94 08:00:00 GMT")], nil),
            // RFC 9110 13.1.5: no date where there is a tag, even a weak one.
            ([("ETag", "W/\"a\""), ("Last-Modified", "Sun, 06 Nov 1994 08:00:00 GMT")], nil),
            ([], nil),
        ] as [([(String, String)], Validator?)]
    )
    func `edge 16: only strong validators resume`(fields: [(String, String)], expected: Validator?)
    {
        let dated = Self.head(200, fields + [("Date", "Sun, 06 Nov 1994 08:49:37 GMT")])
        #expect(Validator.strong(in: dated) == expected)
        if case .lastModified = expected {
            #expect(Validator.strong(in: Self.head(200, fields)) == nil, "without Date")
        }
    }

    @Test func `dates across leap years`() {
        // 29 February 2000 to 1 March 2000 is one day less sixty seconds either way.
        let head = Self.head(
            200,
            [
                ("Last-Modified", "Tue, 29 Feb 2000 23:59:30 GMT"),
                ("Date", "Wed, 01 Mar 2000 00:00:30 GMT"),
            ]
        )
        #expect(Validator.strong(in: head) != nil)
        let tooClose = Self.head(
            200,
            [
                ("Last-Modified", "Tue, 29 Feb 2000 23:59:31 GMT"),
                ("Date", "Wed, 01 Mar 2000 00:00:30 GMT"),
            ]
        )
        #expect(Validator.strong(in: tooClose) == nil)
    }
}
