import Determinism
import Mirroring
import Testing

@Suite struct LimitsTests {
    private func at(_ milliseconds: UInt64) -> Instant {
        Instant(nanoseconds: milliseconds * 1_000_000)
    }

    @Test(
        arguments: [
            (0, nil, 0), (65_536, nil, 0), (65_537, nil, 1), (200_000, nil, 134_464),
            (100, 65_536, 0), (65_536, 65_536, 0), (65_536, 65_537, 1), (1, 1_000_000, 1),
            (934_464, 1_000_000, 934_464), (1_000_000, 1_000_000, 934_464),
        ] as [(UInt64, UInt64?, UInt64)]
    )
    func `edge 18: the last 64 KiB are held back`(written: UInt64, size: UInt64?, released: UInt64)
    {
        #expect(
            DeliveryGate.releasable(written: written, size: size, isVerified: false) == released
        )
        #expect(DeliveryGate.releasable(written: written, size: size, isVerified: true) == written)
    }

    @Test func `edge 7: a range near the front rides, a far one is fetched`() {
        let near: UInt64 = 8 << 20
        #expect(RangeRide(first: 0, front: 0) == .ride)
        #expect(RangeRide(first: near, front: 0) == .ride)
        #expect(RangeRide(first: near + 1, front: 0) == .fetch)
        #expect(RangeRide(first: near + 1, front: 1) == .ride)
        #expect(RangeRide(first: 5, front: .max) == .ride)
        #expect(RangeRide(first: .max, front: 0) == .fetch)
        #expect(RangeRide(first: .max, front: 0, acceptsRanges: false) == .ride)
    }

    @Test func `edge 4: a request that passed here before is a loop`() {
        let own = ["a", "b"]
        #expect(LoopRule.judge([], own: own) == .passed([]))
        #expect(LoopRule.judge(["x, y", "z"], own: own) == .passed(["x", "y", "z"]))
        #expect(LoopRule.judge(["x", "y,b"], own: own) == .loop)
        #expect(LoopRule.judge(["aa,B"], own: own) == .passed(["aa", "B"]))
        let sixteen = (0..<16).map { "n\($0)" }.joined(separator: ",")
        #expect(LoopRule.judge([sixteen], own: own) == .loop)
        #expect(LoopRule.judge([String(repeating: "n", count: 5_000)], own: own) == .loop)
    }

    @Test func `edge 14: a missing path is remembered until its time or a write`() {
        var cache = NegativeCache()
        let path = Array("b/k".utf8)
        cache.remember(path, revision: 1, until: at(10))
        #expect(cache.contains(path, revision: 1, at: at(9)))
        #expect(!cache.contains(Array("b/other".utf8), revision: 1, at: at(9)))
        #expect(!cache.contains(path, revision: 1, at: at(10)))
        cache.remember(path, revision: 1, until: at(20))
        cache.clear(path)
        #expect(!cache.contains(path, revision: 1, at: at(11)))
        cache.remember(path, revision: 1, until: at(20))
        #expect(cache.contains(path, revision: 1, at: at(11)))
        #expect(!cache.contains(path, revision: 2, at: at(11)), "another mapping knows nothing")
    }

    @Test func `the negative cache forgets the oldest, and what is renewed is not old`() {
        var cache = NegativeCache(limit: 3)
        let paths = (0..<5).map { Array("b/\($0)".utf8) }
        for path in paths[..<3] { cache.remember(path, revision: 1, until: at(100)) }
        cache.remember(paths[0], revision: 1, until: at(100))
        cache.remember(paths[3], revision: 1, until: at(100))
        #expect(
            paths.map { cache.contains($0, revision: 1, at: at(0)) } == [
                true, false, true, true, false,
            ]
        )
    }

    @Test func `the negative cache agrees with a slow one over many steps`() {
        var random = SeededGenerator(seed: 7)
        var cache = NegativeCache(limit: 20)
        var model: [(path: [UInt8], until: UInt64)] = []
        for step in 0..<20_000 as Range<UInt64> {
            let path = [UInt8.random(in: 0..<40, using: &random), UInt8(step % 2)]
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                model.removeAll { $0.path == path }
                model.append((path, step + 30))
                if model.count > 20 { model.removeFirst() }
                cache.remember(path, revision: 1, until: Instant(nanoseconds: step + 30))
            case 5..<8:
                let isKnown = model.contains { $0.path == path && step < $0.until }
                #expect(
                    cache.contains(path, revision: 1, at: Instant(nanoseconds: step)) == isKnown
                )
            default:
                model.removeAll { $0.path == path }
                cache.clear(path)
            }
            #expect(cache.count == model.count)
        }
    }

    @Test func `edge 29: a bucket grants its rate over time, whoever takes`() {
        var bucket = TokenBucket(rate: 1_000_000, at: at(0))
        var granted: UInt64 = 0
        var now = at(0)
        let end = at(10_000)
        while now < end {
            let (bytes, wait) = bucket.take(upTo: 100_000, at: now)
            granted += bytes
            if let wait {
                #expect(wait > now)
                now = wait
            }
        }
        // Ten seconds and the burst of a quarter at most; no less than a quantum below the rate.
        #expect(granted <= 10_250_000)
        #expect(granted >= 10_000_000 - 16_384)
    }

    @Test func `a bucket wakes up for a quantum, not for a byte`() {
        var bucket = TokenBucket(rate: 100_000, at: at(0))
        let burst = bucket.take(upTo: 1 << 20, at: at(0))
        #expect(burst == (25_000, nil))
        let large = bucket.take(upTo: 1 << 20, at: at(0))
        #expect(large == (0, Instant(nanoseconds: 163_840_000)))
        let small = bucket.take(upTo: 10, at: at(0))
        #expect(small == (0, Instant(nanoseconds: 100_000)))
        let later = bucket.take(upTo: 10, at: Instant(nanoseconds: 100_000))
        #expect(later == (10, nil))
    }

    @Test func `a bucket bears any rate and any pause`() {
        for rate in [1, 3, 1 << 40, UInt64.max] as [UInt64] {
            var bucket = TokenBucket(rate: rate, at: at(0))
            _ = bucket.take(upTo: .max, at: at(0))
            _ = bucket.take(upTo: .max, at: Instant(nanoseconds: .max))
            bucket.setRate(5, at: Instant(nanoseconds: .max))
            let rest = bucket.take(upTo: .max, at: Instant(nanoseconds: .max))
            #expect(rest.granted <= 1)
        }
    }

    @Test func `edge 29: readers go before background fills, each in order`() {
        var gate = ConnectionGate(limit: 2)
        let admissions = [
            gate.request(1, .background), gate.request(2, .foreground),
            gate.request(3, .background), gate.request(4, .foreground),
            gate.request(5, .background), gate.request(6, .foreground),
            gate.request(7, .background),
        ]
        #expect(admissions == [.granted, .granted] + Array(repeating: .queued, count: 5))
        let promotions = [gate.promote(7), gate.promote(4)]
        #expect(promotions == [true, false])
        let cancellations = [gate.cancel(6), gate.cancel(6)]
        #expect(cancellations == [true, false])
        let next = (0..<5).map { _ in gate.release() }
        #expect(next == [[4], [7], [3], [5], []])
        #expect(gate.active == 1)
        #expect(gate.waiting == 0)
    }

    @Test func `a gate's bound may change, and its queue has one`() {
        var gate = ConnectionGate(limit: 0, queueLimit: 3)
        let admissions = (0..<4).map { gate.request($0, .foreground) }
        #expect(admissions == [.queued, .queued, .queued, .refused])
        let admitted = [gate.setLimit(2), gate.setLimit(nil)]
        #expect(admitted == [[0, 1], [2]])
        let unbounded = gate.request(9, .background)
        #expect(unbounded == .granted)
        let narrowed = gate.setLimit(1)
        #expect(narrowed == [])
        let waiting = gate.request(10, .background)
        #expect(waiting == .queued)
        // Three of four connections lie above the new bound.
        let releases = (0..<4).map { _ in gate.release() }
        #expect(releases == [[], [], [], [10]])
    }
}
