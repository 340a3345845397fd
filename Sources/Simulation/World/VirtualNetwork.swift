import Raft

/// The links between nodes: each message may be lost, doubled, delayed and overtaken, and each
/// direction of each link may be cut.
struct VirtualNetwork: Sendable {
    /// In thousandths.
    var loss = 0
    var doubling = 0
    /// In nanoseconds.
    var shortestDelay: UInt64 = 300_000
    var longestDelay: UInt64 = 3_000_000
    /// One message in a thousand this often takes up to twenty times the longest delay.
    var straggling = 0

    private let nodes: Int
    private var isCut: [Bool]

    init(nodes: Int) {
        self.nodes = nodes
        isCut = [Bool](repeating: false, count: nodes * nodes)
    }

    func isOpen(from: Int, to: Int) -> Bool { !isCut[from * nodes + to] }

    mutating func cut(from: Int, to: Int) { isCut[from * nodes + to] = true }

    mutating func healAll() {
        for link in isCut.indices { isCut[link] = false }
    }

    mutating func behave() {
        loss = 0
        doubling = 0
        straggling = 0
        longestDelay = 3_000_000
        healAll()
    }

    mutating func delay(_ chance: inout Chance) -> UInt64 {
        let delay = chance.between(shortestDelay, longestDelay)
        guard straggling > 0, chance.happens(straggling) else { return delay }
        return delay + chance.below(longestDelay * 20)
    }
}
