internal import Synchronization
internal import TestSupport

/// Looks at memory and descriptors of all nodes while a run goes on.
final class ResourceWatch: Sendable {
    /// The most that was seen of one node.
    struct Peak: Sendable {
        var memory: UInt64 = 0
        var descriptors = 0
    }

    /// A node of a chaos run has a few dozen clients and hardly any fills.
    static let memoryLimit: UInt64 = 512 << 20
    /// When all clients are gone: tables, listeners, peers, and connections kept to origins.
    static let idleDescriptorLimit = 250

    private static let pause = 1_000
    private let peaks: Mutex<[Peak]>

    init(nodes: Int) {
        peaks = Mutex([Peak](repeating: Peak(), count: nodes))
    }

    func run(in world: ChaosWorld) async {
        while !Task.isCancelled {
            for node in world.nodes { look(at: node) }
            await world.pause(milliseconds: Self.pause)
        }
    }

    private func look(at node: ChaosNode) {
        let memory = node.memory
        let descriptors = node.descriptors
        peaks.withLock { peaks in
            peaks[node.index].memory = max(peaks[node.index].memory, memory)
            peaks[node.index].descriptors = max(peaks[node.index].descriptors, descriptors)
        }
    }

    var all: [Peak] { peaks.withLock { $0 } }

    /// When load and faults are over: nothing may have been left behind.
    func judge(_ world: ChaosWorld) {
        for node in world.nodes {
            look(at: node)
            if node.memory > Self.memoryLimit {
                world.history.violate("memory is bounded", "\(node.name): \(node.memory >> 20) MiB")
            }
            if node.descriptors > Self.idleDescriptorLimit {
                world.history.violate(
                    "descriptors are given back",
                    "\(node.name) has \(node.descriptors) open when nobody asks anything"
                )
            }
            let spools = TextFile.names(in: node.dataFolder + "/spool")
            if !spools.isEmpty {
                world.history.violate(
                    "spools are removed",
                    "\(node.name) keeps \(spools.count), such as \(spools[0])"
                )
            }
        }
    }
}
