import HTTP1
import Testing

@Suite struct HTTPDateTests {
    private func parse(_ text: String) -> Int64? {
        Array(text.utf8).withUnsafeBytes { HTTPDate.parse($0) }
    }

    private func text(_ seconds: Int64) -> String {
        String(decoding: HTTPDate.bytes(secondsSince1970: seconds), as: UTF8.self)
    }

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ])
    func `the three examples of RFC 9110 section 5_6_7 are one moment`(text: String) {
        #expect(parse(text) == 784_111_777)
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        (-62_135_596_800, "Mon, 01 Jan 0001 00:00:00 GMT"),
    ])
    func `moments and their dates`(seconds: Int64, date: String) {
        #expect(text(seconds) == date)
        #expect(parse(date) == seconds)
    }

    @Test func `what is out of the format's reach becomes its end`() {
        #expect(text(.max) == "Fri, 31 Dec 9999 23:59:59 GMT")
        #expect(text(.min) == "Sat, 01 Jan 0000 00:00:00 GMT")
    }

    @Test func `every day of four centuries comes back`() {
        for day in stride(from: Int64(-80000), to: 80000, by: 1) {
            let seconds = day * 86400 + 45296
            #expect(parse(text(seconds)) == seconds)
        }
    }

    @Test func `years of two digits are of 1970 to 2069, days of asctime may have two digits`() {
        #expect(parse("Thursday, 01-Jan-70 00:00:00 GMT") == 0)
        #expect(parse("Tuesday, 31-Dec-69 23:59:59 GMT") == 3_155_759_999)
        #expect(parse("Wed Nov 16 08:49:37 1994") == 784_975_777)
        #expect(parse("Sat, 31 Dec 2016 23:59:60 GMT") == 1_483_228_799)
    }

    @Test(arguments: [
        "", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 GMT ", " Sun, 06 Nov 1994 08:49:37 GMT",
        "sun, 06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 29 Feb 1900 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT", "Foo, 06 Nov 1994 08:49:37 GMT",
        "Funday, 06-Nov-94 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sun, 06-Nov-94 08:49:37 GMT", "Sun Nov 6 08:49:37 1994", "1994-11-06T08:49:37Z",
        "784111777", "Sun, 06 Nov 1994 08:49:37 GMTSun, 06 Nov 1994 08:49:37 GMT",
    ])
    func `what is no date of HTTP is nil`(text: String) {
        #expect(parse(text) == nil)
    }
}
