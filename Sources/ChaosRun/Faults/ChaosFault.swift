internal import Determinism

/// Something that goes wrong for a while.
///
/// It heals what it did before it returns, also when its task is cancelled meanwhile.
protocol ChaosFault: Sendable {
    var name: String { get }

    /// False when there was nothing to harm now.
    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool
}
