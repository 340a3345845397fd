import HTTP1
import S3
import Testing

/// Edge 10.
///
/// The object has the tag "abc" and the time of the RFC's example, 784111777.
@Suite struct PreconditionsTests {
    private static let at = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let before = "Sun, 06 Nov 1994 08:49:36 GMT"
    private static let after = "Sun, 06 Nov 1994 08:49:38 GMT"

    private func conditions(_ fields: [String]) throws -> Preconditions {
        try Requests.with("GET /b/k", fields) { head, bytes in Preconditions(head, in: bytes) }
    }

    private func judge(_ fields: [String], etag: String? = "abc") throws -> Preconditions.Verdict {
        try conditions(fields).judge(etag: etag, modifiedSeconds: 784_111_777)
    }

    @Test func `none hold`() throws {
        #expect(try conditions([]).isEmpty)
        #expect(try conditions(["If-Range: \"x\""]).isEmpty)
        #expect(try judge([]) == .proceed)
        #expect(Preconditions().judge(etag: nil as String?, modifiedSeconds: 0) == .proceed)
    }

    @Test(arguments: [
        ("\"abc\"", true), ("*", true), ("\"x\", \"abc\"", true), ("\"x\",\"abc\",\"y\"", true),
        ("\"abc\",", true), (", ,\"abc\"", true), ("abc", true), ("x, abc", true),
        ("W/\"abc\"", false), ("W/\"x\", \"abc\"", true), ("\"x\"", false), ("\"ABC\"", false),
        ("\"abc", false), ("\"\"", false), ("", false), ("\"a,b\", \"abc\"", true),
        ("\"abcd\"", false), ("\"x\" *", false), ("W/abc", false),
    ])
    func `If-Match compares strongly with a list`(list: String, holds: Bool) throws {
        #expect(try judge(["If-Match: \(list)"]) == (holds ? .proceed : .failed("If-Match")))
    }

    @Test(arguments: [
        ("\"abc\"", true), ("*", true), ("W/\"abc\"", true), ("\"x\", W/\"abc\"", true),
        ("abc", true),
        ("\"x\"", false), ("", false), ("\"x\", \"y\"", false), ("\"abc", false), ("W/abc", true),
    ])
    func `If-None-Match compares weakly with a list`(list: String, matches: Bool) throws {
        #expect(try judge(["If-None-Match: \(list)"]) == (matches ? .notModified : .proceed))
    }

    @Test func `lists on several lines are one list`() throws {
        #expect(try judge(["If-Match: \"x\"", "If-Match: \"abc\""]) == .proceed)
        #expect(try judge(["If-None-Match: \"x\"", "If-None-Match: \"abc\""]) == .notModified)
    }

    @Test func `an object without a known tag matches the asterisk only`() throws {
        #expect(try judge(["If-Match: *"], etag: nil) == .proceed)
        #expect(try judge(["If-Match: \"abc\""], etag: nil) == .failed("If-Match"))
        #expect(try judge(["If-None-Match: *"], etag: nil) == .notModified)
        #expect(try judge(["If-None-Match: \"abc\""], etag: nil) == .proceed)
    }

    @Test func `dates`() throws {
        #expect(try judge(["If-Modified-Since: \(Self.before)"]) == .proceed)
        #expect(try judge(["If-Modified-Since: \(Self.at)"]) == .notModified)
        #expect(try judge(["If-Modified-Since: \(Self.after)"]) == .notModified)
        #expect(
            try judge(["If-Unmodified-Since: \(Self.before)"]) == .failed("If-Unmodified-Since")
        )
        #expect(try judge(["If-Unmodified-Since: \(Self.at)"]) == .proceed)
        #expect(try judge(["If-Unmodified-Since: \(Self.after)"]) == .proceed)
    }

    @Test func `dates that cannot be read count as absent`() throws {
        for value in ["yesterday", "0", "", "Sun, 06 Nov 1994 08:49:37 UTC"] {
            #expect(try judge(["If-Modified-Since: \(value)"]) == .proceed)
            #expect(try judge(["If-Unmodified-Since: \(value)"]) == .proceed)
        }
        let twice = ["If-Modified-Since: \(Self.after)", "If-Modified-Since: \(Self.after)"]
        #expect(try judge(twice) == .proceed)
    }

    /// RFC 9110 section 13.2.2, step by step; S3 documents the two mixed cases.
    @Test(arguments: [
        // If-Match true and If-Unmodified-Since false: 200.
        (["If-Match: \"abc\"", "If-Unmodified-Since: \(before)"], Preconditions.Verdict.proceed),
        (["If-Match: \"x\"", "If-Unmodified-Since: \(after)"], .failed("If-Match")),
        // If-None-Match false and If-Modified-Since true: 304.
        (["If-None-Match: \"abc\"", "If-Modified-Since: \(before)"], .notModified),
        (["If-None-Match: \"x\"", "If-Modified-Since: \(after)"], .proceed),
        (["If-Match: \"abc\"", "If-None-Match: \"abc\""], .notModified),
        (["If-Match: \"x\"", "If-None-Match: \"abc\""], .failed("If-Match")),
        (["If-Match: \"abc\"", "If-Modified-Since: \(after)"], .notModified),
        (
            ["If-Unmodified-Since: \(before)", "If-None-Match: \"abc\""],
            .failed("If-Unmodified-Since")
        ),
        (["If-Unmodified-Since: \(after)", "If-None-Match: \"abc\""], .notModified),
    ])
    func `the order of precedence`(fields: [String], verdict: Preconditions.Verdict) throws {
        #expect(try judge(fields) == verdict)
    }

    @Test(arguments: [
        ("\"abc\"", true), ("\"x\"", false), ("W/\"abc\"", false), ("abc", false), ("*", false),
        ("\"abc\", \"x\"", false), (at, true), (before, false), (after, false), ("", false),
        ("Sunday, 06-Nov-94 08:49:37 GMT", true),
    ])
    func `If-Range takes a strong tag or the exact date`(value: String, honours: Bool) throws {
        let conditions = try conditions(["If-Range: \(value)"])
        #expect(conditions.honoursRange(etag: "abc", modifiedSeconds: 784_111_777) == honours)
    }

    @Test func `without If-Range a range counts, and without a tag none equals it`() throws {
        #expect(try conditions([]).honoursRange(etag: nil as String?, modifiedSeconds: 1))
        let tagged = try conditions(["If-Range: \"abc\""])
        #expect(!tagged.honoursRange(etag: nil as String?, modifiedSeconds: 1))
    }
}
