package import Determinism
import Gossip

/// Nodes with real cores in a world made of one seed: clock, network, disks, stops and starts.
///
/// Not thread-safe; a run is one thread's.
package final class GossipWorld {
    package let settings: GossipWorldSettings
    package internal(set) var now = Instant(nanoseconds: 1_000_000_000)
    package internal(set) var tally = GossipTally()
    var generator: SeededGenerator
    var queue = HappeningQueue()
    var processes: [VirtualProcess] = []
    /// The process that has an address now; -1 for none.
    var owners: [Int] = []
    /// The process that rightly has a name.
    var indices: [MemberName: Int] = [:]
    var weather: NetworkWeather
    var partitionChangedAt = Instant(nanoseconds: 0)
    var isPartitioned = false
    var isDisturbing = false
    var isCalm = false
    var inspectedAt = Instant(nanoseconds: 0)
    /// The highest incarnation that an observer told of a member, by observer and member.
    var seenIncarnations: [[UInt64]] = []
    /// When a pair began to hold a wrong belief.
    var wrongSince: [[Instant?]] = []
    var countedDeaths: Set<CountedDeath> = []
    var watch: CrashWatch?
    var links: [StreamLink] = []
    var violation: GossipViolation?

    package init(_ settings: GossipWorldSettings) {
        self.settings = settings
        generator = SeededGenerator(seed: settings.seed)
        weather = settings.weather
    }

    package var seconds: Double { Double(now.nanoseconds) / 1e9 - 1 }

    /// Runs until a moment; stops early when a rule breaks.
    package func run(for duration: Duration) throws(GossipViolation) {
        let end = now.advanced(by: duration)
        while let time = queue.nextTime, time <= end, let (_, happening) = queue.pop() {
            now = max(now, time)
            perform(happening)
            if let violation { throw violation }
        }
        now = end
    }

    func fail(_ rule: GossipRule, _ detail: String) {
        guard violation == nil else { return }
        violation = GossipViolation(rule: rule, detail: detail, seconds: seconds)
    }

    func after(_ duration: Duration, _ happening: Happening) {
        queue.add(happening, at: now.advanced(by: duration))
    }

    func draw(_ share: Double) -> Bool {
        share > 0 && Double.random(in: 0..<1, using: &generator) < share
    }

    private func perform(_ happening: Happening) {
        switch happening {
        case .datagram(let target, let source, let datagram):
            deliver(.received(datagram, from: Self.address(source)), to: target)
        case .asked(let target, let link, let frame):
            arrive(link, frame, at: target)
        case .answered(let link, let frame):
            guard processes[link.initiator].epoch == link.epoch,
                canReach(link.responder, link.initiator)
            else { return }
            deliver(.answered(exchange: link.exchange, frame: frame), to: link.initiator)
        case .failed(let link):
            guard processes[link.initiator].epoch == link.epoch else { return }
            deliver(.failed(exchange: link.exchange), to: link.initiator)
        case .wake(let index):
            guard processes[index].scheduledWake == now else { return }
            processes[index].scheduledWake = nil
            if processes[index].isRunning { step(index, []) }
        case .resume(let index, let epoch):
            if processes[index].epoch == epoch { resume(index) }
        case .drain(let index): drain(index)
        case .start(let index, let moves): start(index, moves: moves)
        case .heal: heal()
        case .endImpostor(let index): endImpostor(index)
        case .disturb: disturb()
        case .inspect: inspect()
        case .crash(let index): crash(index)
        case .hang(let index, let duration): hang(index, for: duration)
        }
    }

    /// Gives an event to a process, or keeps it for one that hangs.
    func deliver(_ event: Event, to index: Int) {
        switch processes[index].condition {
        case .running where processes[index].inbox.isEmpty:
            step(index, [event])
        case .running, .hung:
            if processes[index].inbox.count < VirtualProcess.inboxLimit {
                processes[index].inbox.append(event)
            }
        case .down, .left, .refused: break
        }
    }

    func step(_ index: Int, _ events: [Event]) {
        tally.steps += 1
        guard let ready = processes[index].node?.step(events, at: now) else { return }
        if !ready.isEmpty { carryOut(ready, index) }
        guard let next = processes[index].node?.nextDeadline else { return }
        guard next.nanoseconds != .max else { return }
        if let scheduled = processes[index].scheduledWake, scheduled <= next { return }
        let wake = max(next, now.advanced(by: .microseconds(1)))
        processes[index].scheduledWake = wake
        queue.add(.wake(index), at: wake)
    }

    func canReach(_ from: Int, _ to: Int) -> Bool {
        processes[from].side == processes[to].side
    }

    static func address(_ number: Int) -> Address {
        let bytes = [
            10, UInt8(number >> 16 & 0xFF), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF),
        ]
        guard let address = Address(bytes: bytes, port: 8402) else {
            preconditionFailure("\(number)")
        }
        return address
    }

    static func number(_ address: Address) -> Int {
        address.bytes.dropFirst().reduce(0) { $0 << 8 | Int($1) }
    }
}
