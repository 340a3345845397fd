import Determinism
import Raft

/// A cluster, its clients and its adversary in one thread of time, decided by one seed.
///
/// It never looks at a real clock, and never walks a hash container, so equal settings give equal
/// runs. A step is one event that reached somebody.
package final class World<Machine: StateMachine> {
    enum Action: Sendable {
        case deliver(Envelope)
        case wake(node: Int, timer: UInt64)
        case saved(node: Int, save: UInt64)
        case checkStall(node: Int, save: UInt64)
        case diskRead(node: Int, incarnation: Int, event: Event)
        case request(node: Int, ClientRequest)
        case reply(client: Int, ClientReply)
        case alarm(client: Int, alarm: UInt64)
        case restart(node: Int)
        case strike(node: Int, incarnation: Int)
        case nemesis
    }

    let settings: WorldSettings
    var tuning: Tuning
    var chance: Chance
    var queue = EventQueue<Action>()
    var network: VirtualNetwork
    let nodes: [VirtualNode<Machine>]
    var clients: [VirtualClient] = []
    var inspector: Inspector
    var oracle: ClientOracle
    var time: UInt64 = 0
    var steps = 0
    var nextNumber: UInt64 = 1
    /// The voters by the newest configuration that anybody applied.
    var voters: [NodeID]
    /// After the chaos: nothing goes wrong any more.
    var isHealed = false
    package private(set) var trace: Trace
    package internal(set) var tally = Tally()

    package init(_ settings: WorldSettings, isTracing: Bool = false) {
        self.settings = settings
        trace = Trace(isOn: isTracing)
        var chance = Chance(seed: settings.seed &* 0x9E37_79B9 &+ UInt64(settings.voters))
        tuning = Tuning(&chance)
        // Two nodes that belong to nobody yet can be added.
        let count = settings.voters + settings.learners + 2
        let voters = (1...settings.voters).map { NodeID(UInt64($0)) }
        let learners = (0..<settings.learners).map { NodeID(UInt64(settings.voters + $0 + 1)) }
        let founding = Configuration(voters: voters, learners: learners)
        self.voters = founding.voters
        network = VirtualNetwork(nodes: count)
        inspector = Inspector(nodes: count)
        oracle = ClientOracle(keys: KeyValueMachine.keys)
        let isClockHarsh = tuning.isClockHarsh
        nodes = (0..<count).map { index in
            let id = NodeID(UInt64(index) + 1)
            let skew = isClockHarsh ? Int64(chance.below(100_000)) - 50_000 : 0
            return VirtualNode(
                index: index,
                configuration: founding.contains(id) ? founding : .empty,
                clock: VirtualClock(offset: chance.below(1_000_000_000_000), millionths: skew)
            )
        }
        self.chance = chance
        if tuning.isNetworkHarsh { disturbNetwork() }
        for index in nodes.indices { start(index) }
        for client in 0..<tuning.clients {
            clients.append(VirtualClient(session: UInt64(client) + 1))
            setAlarm(client, after: self.chance.below(tuning.thinking * 4))
        }
        queue.add(.nemesis, at: tuning.nemesisPause)
    }

    /// Runs the chaos for the steps asked for, then heals the world and expects progress.
    package func run() throws(Violation) {
        while steps < settings.steps {
            guard try step() else { break }
        }
        try expectProgress()
        tally.steps = steps
        tally.exhaustedKeys = oracle.exhausted
        tally.virtualNanoseconds = time
        tally.committed = inspector.committed.last
    }

    /// Lets the next thing happen; false if nothing ever will.
    func step() throws(Violation) -> Bool {
        guard let (time, action) = queue.next() else { return false }
        self.time = time
        switch action {
        case .deliver(let envelope): try deliver(envelope)
        case .wake(let node, let timer):
            guard nodes[node].timer == timer, nodes[node].core != nil else { return true }
            try run(node)
        case .saved(let node, let save): try endSave(node, save: save)
        case .checkStall(let node, let save): try checkStall(node, save: save)
        case .diskRead(let node, let incarnation, let event):
            guard nodes[node].incarnation == incarnation, nodes[node].core != nil else {
                return true
            }
            nodes[node].inbox.append(event)
            try run(node)
        case .request(let node, let request): try receive(request, at: node)
        case .reply(let client, let reply): try receive(reply, at: client)
        case .alarm(let client, let alarm):
            guard clients[client].alarm == alarm else { return true }
            ring(client)
        case .restart(let node):
            guard nodes[node].core == nil else { return true }
            start(node)
        case .strike(let node, let incarnation):
            guard !isHealed else { return true }
            try strike(node, incarnation: incarnation)
        case .nemesis:
            guard !isHealed else { return true }
            try actUp()
        }
        steps += 1
        return true
    }

    func note(_ text: @autoclosure () -> String) {
        guard trace.isOn else { return }
        trace.add("\(time / 1_000) µs  \(text())")
    }

    func plan(_ action: Action, after nanoseconds: UInt64) {
        queue.add(action, at: time + nanoseconds)
    }

    package var stepsMade: Int { steps }

    /// A number never used before in this world.
    func makeNumber() -> UInt64 {
        defer { nextNumber += 1 }
        return nextNumber
    }
}
