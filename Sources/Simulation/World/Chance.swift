import Determinism

/// The dice of a run.
struct Chance: Sendable {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func next() -> UInt64 { generator.next() }

    /// A number below `bound`.
    ///
    /// The bias of the remainder does not matter here; the speed does.
    mutating func below(_ bound: UInt64) -> UInt64 { generator.next() % max(bound, 1) }

    mutating func below(_ bound: Int) -> Int { Int(below(UInt64(bound))) }

    mutating func between(_ low: UInt64, _ high: UInt64) -> UInt64 { low + below(high - low + 1) }

    /// True `thousandths` times in a thousand.
    mutating func happens(_ thousandths: Int) -> Bool { below(1_000) < thousandths }

    mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[below(elements.count)]
    }

    mutating func split() -> Chance { Chance(seed: generator.next()) }
}
