import Determinism
import Mirroring
import Testing

/// A plan against an origin that breaks, changes, redirects and lies at random: whatever happens,
/// the bytes put together are one version of the object, whole, or the fill fails.
@Suite struct FillWorldTests {
    @Test(arguments: 0..<400 as Range<UInt64>)
    func `edge 16, 17: any seed gives one whole version or a failure`(seed: UInt64) {
        var world = World(seed: seed)
        for _ in 0..<20 { world.run() }
    }

    /// Versions of an object are told apart by the value of each byte.
    private struct World {
        var random: SeededGenerator
        var version: UInt8 = 0
        var size: UInt64 = 0
        let hasStrongTags: Bool
        let knowsRanges: Bool
        let honoursIfRange: Bool
        let isChunked: Bool

        init(seed: UInt64) {
            random = SeededGenerator(seed: seed)
            hasStrongTags = Bool.random(using: &random)
            knowsRanges = Int.random(in: 0..<4, using: &random) > 0
            honoursIfRange = Int.random(in: 0..<4, using: &random) > 0
            isChunked = Bool.random(using: &random)
            change()
        }

        mutating func change() {
            version &+= 1
            size = UInt64.random(in: 0...50, using: &random)
        }

        var tag: String { "\(hasStrongTags ? "" : "W/")\"\(version)\"" }

        mutating func answer(_ request: OriginRequest) -> (head: OriginHead, body: [UInt8]) {
            let whole = [UInt8](repeating: version, count: Int(size))
            let tagField = ("ETag", tag)
            let ifRange = request.fields.first { $0.name == "If-Range" }?.value
            let isHonoured = ifRange == nil || ifRange == tag || !honoursIfRange
            guard let range = request.range, knowsRanges, isHonoured else {
                let head = OriginAnswerTests.head(200, [tagField], length: isChunked ? nil : size)
                return (head, whole)
            }
            guard range.first < size else {
                return (OriginAnswerTests.head(416, [("Content-Range", "bytes */\(size)")]), [])
            }
            let last = min(range.last ?? .max, size - 1)
            let value = "bytes \(range.first)-\(last)/\(size)"
            let head = OriginAnswerTests.head(206, [tagField, ("Content-Range", value)])
            return (head, Array(whole[Int(range.first)...Int(last)]))
        }

        mutating func run() {
            let script = FillScript(seed: random.next())
            var spool: [UInt8] = []
            var discard = 0
            var body: [UInt8] = []
            var acceptedSize: UInt64?
            var acceptedVersion: UInt8 = 0
            var actions = script.step(.start)
            for _ in 0..<200 {
                var next: FillEvent?
                for action in actions {
                    switch action {
                    case .request(let request):
                        if Int.random(in: 0..<6, using: &random) == 0 { change() }
                        switch Int.random(in: 0..<10, using: &random) {
                        case 0: next = .failed(.refused)
                        case 1: next = .head(OriginAnswerTests.head(500))
                        case 2: next = .head(OriginAnswerTests.head(302, [("Location", "/r")]))
                        default:
                            let answer = answer(request)
                            body = answer.body
                            next = .head(answer.head)
                        }
                    case .wait: next = .timer
                    case .accept(let accepted):
                        acceptedSize = accepted.size
                        acceptedVersion = version
                        discard = 0
                    case .resumed(let discarding, _): discard = Int(discarding)
                    case .complete(let isVerifiable):
                        #expect(isVerifiable)
                        #expect(spool == [UInt8](repeating: acceptedVersion, count: spool.count))
                        #expect(acceptedSize.map { $0 == UInt64(spool.count) } ?? true)
                        // The version may be gone by now, but if it is not, its size is known.
                        if acceptedVersion == version { #expect(UInt64(spool.count) == size) }
                        return
                    case .fail: return
                    case .stopFetch: break
                    case .doNotStore: Issue.record("nothing is too large here")
                    }
                }
                let isReceiving = actions.contains { action in
                    switch action {
                    case .accept, .resumed: true
                    default: false
                    }
                }
                if isReceiving {
                    let isBroken = Int.random(in: 0..<3, using: &random) == 0
                    let count =
                        isBroken ? Int.random(in: 0...body.count, using: &random) : body.count
                    spool += body[..<count].dropFirst(discard)
                    #expect(script.step(.body(total: UInt64(spool.count))) == [])
                    next = isBroken ? .failed(.reset) : .ended(delimitedByClose: false)
                }
                guard let next else {
                    Issue.record("the plan stands still after \(actions)")
                    return
                }
                actions = script.step(next, after: script.pause ?? .zero)
            }
            Issue.record("the plan does not come to an end")
        }
    }
}
