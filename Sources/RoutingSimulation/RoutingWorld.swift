internal import Determinism
internal import Routing

/// Nodes, a leader that orders views, an origin and readers, in one thread of time that a seed
/// decides.
///
/// The nodes run the real cores, with a shell that does what the gateway's does; the network, gossip
/// and the log are reduced to what they tell a node, and when.
final class RoutingWorld {
    let settings: RoutingWorldSettings
    /// One store for all, or each node has its own.
    let isShared: Bool
    var now: UInt64 = 0
    var chance: SeededGenerator
    var queue = HappeningQueue()
    var network = VirtualNetwork()
    var origin: VirtualOrigin
    var nodes: [VirtualNode] = []
    var readers: [VirtualReader] = []
    /// Names of members, as the leader has ordered them last.
    var view = RoutingView()
    /// Nodes cut off from all others.
    var isolated: [String] = []
    var tally = RoutingTally()
    var violation: RoutingViolation?
    var sharedStore: [String: (content: [VirtualUnit], version: ObjectVersion)] = [:]
    private(set) var log: [String] = []
    let traces: Bool

    init(_ settings: RoutingWorldSettings, traces: Bool = false) {
        self.settings = settings
        self.traces = traces
        var chance = SeededGenerator(seed: settings.seed)
        isShared = chance.next() % 2 == 0
        let objects = (0..<3).map { index in
            VirtualOrigin.Object(
                path: "b/\(index)",
                units: 4 + Int(chance.next() % 40),
                hasValidator: chance.next() % 4 != 0
            )
        }
        origin = VirtualOrigin(objects: objects)
        self.chance = chance
        nodes = (0..<settings.nodes).map { VirtualNode(name: "n\($0)") }
    }

    func below(_ bound: Int) -> Int { Int(chance.next() % UInt64(max(bound, 1))) }

    /// A span of so many to so many milliseconds, in nanoseconds.
    func span(_ low: Int, _ high: Int) -> UInt64 {
        UInt64(low + below(high - low + 1)) * 1_000_000
    }

    func after(_ span: UInt64, _ action: @escaping () -> Void) {
        queue.add(at: now + span, action)
    }

    func note(_ text: @autoclosure () -> String) {
        if traces { log.append("\(now / 1_000_000) ms: \(text())") }
    }

    func report(_ broken: RoutingViolation?) {
        guard let broken, violation == nil else { return }
        violation = broken
        note("\(broken)")
    }

    var instant: Instant { Instant(nanoseconds: now) }

    func node(_ name: String) -> VirtualNode {
        guard let node = nodes.first(where: { $0.name == name }) else {
            preconditionFailure("no node \(name)")
        }
        return node
    }

    /// Whether the process that this was of still runs.
    func isRunning(_ node: VirtualNode, _ incarnation: Int) -> Bool {
        node.isUp && node.incarnation == incarnation
    }

    func isIsolated(_ node: VirtualNode) -> Bool { isolated.contains(node.name) }

    /// Whether what one node sends now arrives at the other.
    func carries(_ one: VirtualNode, _ two: VirtualNode) -> Bool {
        guard isIsolated(one) == isIsolated(two) else { return false }
        return network.carries(one, two)
    }

    // MARK: The run

    func run() throws(RoutingViolation) {
        order(nodes.map(\.name))
        try pass(until: 2_000_000_000)
        for _ in 0..<settings.steps {
            act()
            try pass(until: now + span(1, 400))
        }
        heal()
        try pass(until: now + EveryReaderAnswered.boundNanoseconds)
        try require(EveryReaderAnswered.check(readers, mustComplete: false))
        let first = readers.count
        for node in nodes where node.isUp {
            for object in origin.objects { arrive(at: node, object.path) }
        }
        try pass(until: now + EveryReaderAnswered.boundNanoseconds)
        try require(EveryReaderAnswered.check(Array(readers[first...]), mustComplete: true))
    }

    private func require(_ broken: RoutingViolation?) throws(RoutingViolation) {
        report(broken)
        if let violation { throw violation }
    }

    private func pass(until end: UInt64) throws(RoutingViolation) {
        queue.add(at: end) {}
        while let (time, action) = queue.next() {
            now = time
            tally.events += 1
            action()
            if let violation { throw violation }
            if time >= end { return }
        }
    }
}
