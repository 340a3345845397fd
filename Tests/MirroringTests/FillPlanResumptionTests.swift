import Mirroring
import Testing

/// A fill whose stream breaks after its head was accepted (edge 16).
@Suite struct FillPlanResumptionTests {
    private let tag = ("ETag", "\"e\"")

    private func broken(at total: UInt64, length: UInt64? = 100) -> FillScript {
        let script = FillScript()
        script.start()
        script.head(200, [tag], length: length)
        script.step(.body(total: total))
        return script
    }

    @Test func `the rest is asked for by range and validator, and goes on where it stopped`() throws
    {
        let script = broken(at: 40)
        script.step(.failed(.reset))
        let pause = try #require(script.pause)
        #expect((.milliseconds(100)...Duration.milliseconds(200)).contains(pause))
        let request = try #require(script.wait())
        #expect(request.url == "http://o/base/k")
        #expect(request.range == OriginRange(first: 40, last: nil))
        #expect(request.field("If-Range") == "\"e\"")
        #expect(request.headTimeout == .seconds(40))
        script.head(206, [tag, ("Content-Range", "bytes 40-99/100")], length: 60)
        #expect(script.last == [.resumed(discarding: 0, size: 100)])
        script.step(.body(total: 100))
        #expect(script.step(.ended(delimitedByClose: false)) == [.complete(verifiable: true)])
    }

    @Test func `edge 17: a clean end too early is a break`() {
        let script = broken(at: 99)
        script.step(.ended(delimitedByClose: true))
        #expect(script.wait()?.range?.first == 99)
    }

    @Test func `a break after the last byte is no break`() {
        let script = broken(at: 100)
        #expect(script.step(.failed(.reset)) == [.complete(verifiable: true)])
    }

    @Test func `a date that is strong enough resumes too`() {
        let script = FillScript()
        script.start()
        let date = ("Last-Modified", "Sun, 06 Nov 1994 08:00:00 GMT")
        script.head(200, [date, ("Date", "Sun, 06 Nov 1994 09:00:00 GMT")], length: 100)
        script.step(.body(total: 1))
        #expect(script.breakAndReopen()?.field("If-Range") == date.1)
        script.head(206, [date, ("Content-Range", "bytes 1-99/100")])
        #expect(script.last == [.resumed(discarding: 0, size: 100)])
    }

    @Test(arguments: [[("ETag", "W/\"e\"")], []])
    func `without a strong validator nothing is resumed`(fields: [(String, String)]) {
        let script = FillScript()
        script.start()
        script.head(200, fields, length: 100)
        script.step(.body(total: 1))
        script.step(.failed(.truncated))
        #expect(script.failure?.code == .broken)
    }

    @Test(arguments: [
        [("ETag", "\"other\""), ("Content-Range", "bytes 40-99/100")],
        [("Content-Range", "bytes 40-99/100")],
        [("ETag", "\"e\""), ("Content-Range", "bytes 41-99/100")],
        [("ETag", "\"e\""), ("Content-Range", "bytes 0-99/100")],
        [("ETag", "\"e\""), ("Content-Range", "bytes 40-99/101")],
        [("ETag", "W/\"e\""), ("Content-Range", "bytes 40-99/100")],
    ])
    func `another object or another part is never mixed in`(fields: [(String, String)]) {
        let script = broken(at: 40)
        _ = script.breakAndReopen()
        script.head(206, fields)
        #expect(script.last.first == .stopFetch)
        #expect(script.failure?.code == .changed)
    }

    @Test func `a whole answer of the same object is skipped forward, another is refused`() {
        let same = broken(at: 40)
        _ = same.breakAndReopen()
        #expect(same.head(200, [tag], length: 100) == [.resumed(discarding: 40, size: 100)])
        same.step(.body(total: 100))
        #expect(same.step(.ended(delimitedByClose: false)) == [.complete(verifiable: true)])
        for (fields, length) in [([("ETag", "\"f\"")], 100), ([tag], 101), ([], 100)] {
            let other = broken(at: 40)
            _ = other.breakAndReopen()
            other.head(200, fields, length: UInt64(length))
            #expect(other.failure?.code == .changed)
        }
    }

    @Test func `five resumptions, each later, then the end`() throws {
        let script = broken(at: 1)
        var ceiling: Duration = .milliseconds(200)
        for count in 1...5 as ClosedRange<UInt64> {
            script.step(.failed(.idleTimeout))
            let pause = try #require(script.pause)
            #expect(pause <= ceiling && pause >= ceiling / 2)
            ceiling *= 2
            #expect(script.wait()?.range?.first == count)
            script.head(206, [tag, ("Content-Range", "bytes \(count)-99/100")])
            script.step(.body(total: count + 1))
        }
        script.step(.failed(.reset))
        #expect(script.failure?.code == .broken)
    }

    @Test func `failures while resuming count, and pass where they may`() {
        let script = broken(at: 40)
        _ = script.breakAndReopen()
        script.step(.failed(.refused))
        #expect(script.wait() != nil)
        script.head(503)
        #expect(script.last.first == .stopFetch)
        #expect(script.wait() != nil)
        script.head(500)
        #expect(script.wait()?.range?.first == 40)
        script.head(206, [tag, ("Content-Range", "bytes 40-99/100")])
        #expect(script.last == [.resumed(discarding: 0, size: 100)])
    }

    @Test(arguments: [404, 403, 416, 412, 204, 304])
    func `answers that cannot pass end the fill`(status: Int) {
        let script = broken(at: 40)
        _ = script.breakAndReopen()
        script.head(status, [tag])
        #expect(script.last.first == .stopFetch)
        #expect(script.failure?.code == .broken)
        #expect(script.failure?.originStatus == status)
    }

    @Test func `a resumption begins at the first URL and follows redirects anew`() {
        let script = FillScript()
        script.start()
        script.head(302, [("Location", "http://mirror1/x")])
        script.head(200, [tag], length: 100)
        script.step(.body(total: 40))
        #expect(script.breakAndReopen()?.url == "http://o/base/k")
        script.head(302, [("Location", "http://mirror2/x")])
        #expect(script.request?.url == "http://mirror2/x")
        #expect(script.request?.range?.first == 40)
        #expect(script.request?.field("If-Range") == "\"e\"")
        script.head(206, [tag, ("Content-Range", "bytes 40-99/100")])
        #expect(script.last == [.resumed(discarding: 0, size: 100)])
    }

    @Test func `a resumption stays with the origin that was accepted`() {
        let script = FillScript(.whole, ["http://a", "http://b"])
        script.start()
        script.head(200, [tag], length: 100)
        script.step(.body(total: 40))
        _ = script.breakAndReopen()
        script.head(404)
        #expect(script.failure?.code == .broken, "another origin's object is another object")
    }

    @Test func `an unknown end is found by asking for the last byte again`() {
        let script = broken(at: 40, length: nil)
        #expect(script.breakAndReopen()?.range == OriginRange(first: 39, last: nil))
        script.head(206, [tag, ("Content-Range", "bytes 39-39/40")])
        #expect(script.last == [.resumed(discarding: 1, size: 40)])
        #expect(script.step(.ended(delimitedByClose: false)) == [.complete(verifiable: true)])

        let more = broken(at: 40, length: nil)
        _ = more.breakAndReopen()
        more.head(206, [tag, ("Content-Range", "bytes 39-49/50")])
        #expect(more.last == [.resumed(discarding: 1, size: 50)])
        more.step(.ended(delimitedByClose: false))
        #expect(more.wait()?.range == OriginRange(first: 40, last: nil))

        let unclear = broken(at: 40, length: nil)
        _ = unclear.breakAndReopen()
        unclear.head(206, [tag, ("Content-Range", "bytes 39-49/*")])
        #expect(unclear.failure?.code == .changed)
    }

    @Test func `before the first byte the whole is asked for again and must look the same`() {
        let weak = ("ETag", "W/\"e\"")
        let script = FillScript()
        script.start()
        script.head(200, [weak], length: 100)
        let request = script.breakAndReopen()
        #expect(request?.range == nil)
        #expect(request?.field("If-Range") == nil)
        #expect(script.head(200, [weak], length: 100) == [.resumed(discarding: 0, size: 100)])
        let other = FillScript()
        other.start()
        other.head(200, [weak], length: 100)
        _ = other.breakAndReopen()
        other.head(200, [("ETag", "W/\"f\"")], length: 100)
        #expect(other.failure?.code == .changed)
    }

    @Test func `who takes over before the first byte goes on by the validator alone`() {
        let date = ("Last-Modified", "Sun, 06 Nov 1994 08:00:00 GMT")
        let validators: [(Validator, [(String, String)])] = [
            (.entityTag("\"v\""), [("ETag", "\"v\""), date]),
            (.lastModified(date.1), [date, ("Date", "Sun, 06 Nov 1994 09:00:00 GMT")]),
        ]
        for (validator, fields) in validators {
            let script = FillScript(resuming: 0, size: 100, validator: validator)
            let request = script.start()
            #expect(request?.url == "http://o/base/k" && request?.range == nil)
            script.head(200, fields, length: 100)
            #expect(script.last == [.resumed(discarding: 0, size: 100)])
            script.step(.body(total: 100))
            #expect(script.step(.ended(delimitedByClose: false)) == [.complete(verifiable: true)])
        }
        for (fields, length) in [
            ([("ETag", "\"w\""), date], 100), ([date], 100), ([("ETag", "W/\"v\"")], 100),
            ([("ETag", "\"v\""), date], 101),
        ] as [([(String, String)], UInt64)] {
            let script = FillScript(resuming: 0, size: 100, validator: .entityTag("\"v\""))
            script.start()
            script.head(200, fields, length: length)
            #expect(script.failure?.code == .changed)
        }
    }

    @Test func `a shorter part than the rest is taken and the rest asked for`() {
        let script = broken(at: 40)
        _ = script.breakAndReopen()
        script.head(206, [tag, ("Content-Range", "bytes 40-59/100")])
        #expect(script.last == [.resumed(discarding: 0, size: 100)])
        script.step(.body(total: 60))
        script.step(.ended(delimitedByClose: false))
        #expect(script.wait()?.range?.first == 60)
    }
}
