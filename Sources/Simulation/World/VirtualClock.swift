import Determinism

/// One node's clock: it runs too fast or too slow and may jump, forwards and back.
struct VirtualClock: Sendable {
    private var worldBase: UInt64 = 0
    private var localBase: UInt64
    private var millionths: Int64

    init(offset: UInt64, millionths: Int64) {
        localBase = offset
        self.millionths = millionths
    }

    func local(at world: UInt64) -> Instant {
        let passed = Int64(world - worldBase)
        return Instant(nanoseconds: localBase + UInt64(passed + passed / 1_000_000 * millionths))
    }

    /// How long the world must wait for this clock to show a moment, a little more when in doubt.
    func worldTime(until instant: Instant, from world: UInt64) -> UInt64 {
        let local = local(at: world)
        guard instant > local else { return world }
        let span = Int64(instant.nanoseconds - local.nanoseconds)
        return world + UInt64(span - span / (1_000_000 + millionths) * millionths) + 1_000
    }

    mutating func jump(by nanoseconds: Int64, at world: UInt64) {
        let local = Int64(local(at: world).nanoseconds)
        worldBase = world
        localBase = UInt64(max(local + nanoseconds, 0))
    }

    mutating func setRate(millionths: Int64, at world: UInt64) {
        localBase = local(at: world).nanoseconds
        worldBase = world
        self.millionths = millionths
    }
}
