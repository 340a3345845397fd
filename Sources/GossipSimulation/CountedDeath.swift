/// A false death that was counted already.
struct CountedDeath: Hashable {
    var process: Int
    var incarnation: UInt64
}
