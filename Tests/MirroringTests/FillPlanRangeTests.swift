import Mirroring
import Testing

/// A range fetched for one reader (edge 7, 8).
@Suite struct FillPlanRangeTests {
    private let tag = ("ETag", "\"e\"")

    private func script(last: UInt64? = 59, known: KnownObject? = nil) -> FillScript {
        let script = FillScript(.range(first: 50, last: last, of: known))
        script.start()
        return script
    }

    @Test func `a range is asked for and its part accepted`() throws {
        let script = script()
        #expect(script.request?.range == OriginRange(first: 50, last: 59))
        #expect(script.request?.field("If-Range") == nil)
        let accepted = try #require(
            script.accepted(206, [tag, ("Content-Range", "bytes 50-59/100")], length: 10)
        )
        #expect(accepted.part == 50..<60)
        #expect(accepted.size == 100)
        script.step(.body(total: 10))
        #expect(script.step(.ended(delimitedByClose: false)) == [.complete(verifiable: true)])
    }

    @Test func `a range beyond the end is cut there`() {
        let open = script(last: nil)
        #expect(open.accepted(206, [("Content-Range", "bytes 50-99/100")])?.part == 50..<100)
        let far = script(last: 200)
        #expect(far.accepted(206, [("Content-Range", "bytes 50-99/100")])?.part == 50..<100)
    }

    @Test func `edge 8: an origin without ranges sends the reader to the fill`() {
        let script = script()
        #expect(script.head(200, [tag], length: 100).first == .stopFetch)
        #expect(script.failure?.code == .rangeIgnored)
    }

    @Test func `a part must be of the object that is known`() {
        let known = KnownObject(size: 100, validator: .entityTag("\"e\""))
        let good = script(known: known)
        #expect(good.request?.field("If-Range") == "\"e\"")
        #expect(good.accepted(206, [tag, ("Content-Range", "bytes 50-59/*")])?.size == 100)
        for (status, fields) in [
            (206, [("ETag", "\"f\""), ("Content-Range", "bytes 50-59/100")]),
            (206, [("Content-Range", "bytes 50-59/100")]),
            (206, [tag, ("Content-Range", "bytes 50-59/101")]), (200, [("ETag", "\"f\"")]),
        ] {
            let script = script(known: known)
            script.head(status, fields)
            #expect(script.failure?.code == .changed)
        }
    }

    @Test(arguments: ["bytes 0-59/100", "bytes 51-59/100", "bytes 50-60/100"])
    func `another part than asked for is refused`(range: String) {
        let script = script()
        script.head(206, [tag, ("Content-Range", range)])
        #expect(script.failure?.code == .originUnavailable)
    }

    @Test func `edge 9: beyond the end is told with the size`() {
        let script = script()
        script.head(416, [("Content-Range", "bytes */40")])
        #expect(script.failure?.code == .rangeNotSatisfiable)
        #expect(script.failure?.size == 40)
    }

    @Test func `a broken range goes on within its bounds`() {
        let script = script()
        script.head(206, [tag, ("Content-Range", "bytes 50-59/100")])
        script.step(.body(total: 4))
        let request = script.breakAndReopen()
        #expect(request?.range == OriginRange(first: 54, last: 59))
        #expect(request?.field("If-Range") == "\"e\"")
        script.head(206, [tag, ("Content-Range", "bytes 54-59/100")])
        #expect(script.last == [.resumed(discarding: 0, size: 100)])
        script.step(.body(total: 10))
        #expect(script.step(.failed(.reset)) == [.complete(verifiable: true)])
    }

    @Test func `a part shorter than asked for is continued`() {
        let script = script()
        #expect(script.accepted(206, [tag, ("Content-Range", "bytes 50-53/100")])?.part == 50..<60)
        script.step(.body(total: 4))
        script.step(.ended(delimitedByClose: false))
        #expect(script.wait()?.range == OriginRange(first: 54, last: 59))
    }

    @Test func `a range of an object too large to store is no news`() {
        let script = FillScript(.range(first: 50, last: 59, of: nil)) { $0.maximumObjectBytes = 5 }
        script.start()
        script.head(206, [tag, ("Content-Range", "bytes 50-59/100")])
        #expect(script.step(.body(total: 10)) == [])
    }
}
