import Determinism

extension Duration {
    /// A random part of the span, which may be all of it.
    func drawn(using generator: inout SeededGenerator) -> Duration {
        .nanoseconds(Int64.random(in: 0...max(0, wholeNanoseconds), using: &generator))
    }
}
