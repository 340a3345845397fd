import Determinism
import Raft

/// Nodes, their disks and the messages between them, moved only by the test.
///
/// Each node's clock stands still until the test lets time pass. Every message waits in `mail` until
/// it is delivered or dropped.
struct TestCluster {
    static let electionTimeout = Duration.milliseconds(1_000)
    static let heartbeatInterval = Duration.milliseconds(100)

    struct Member {
        var core: RaftNode
        var disk: TestDisk
        var now: Instant
        /// A `Ready` whose transaction the test holds back.
        var heldBack: Ready?
        var isDiskStuck = false
        var answers: [String] = []
    }

    var members: [NodeID: Member] = [:]
    var mail: [Envelope] = []
    var log: [String] = []
    let limits: Limits
    private var tokens: UInt64 = 0
    private var requests: UInt64 = 0
    private var starts: UInt64 = 0

    /// - Parameter spares: nodes that belong to nobody yet, numbered after the others.
    init(voters: Int, learners: Int = 0, spares: Int = 0, limits: Limits = Limits()) {
        self.limits = limits
        let ids = (1...(voters + learners + spares)).map { NodeID(UInt64($0)) }
        let founding = Configuration(
            voters: Array(ids[..<voters]),
            learners: Array(ids[voters..<(voters + learners)])
        )
        for id in ids {
            let configuration = founding.contains(id) ? founding : .empty
            let disk = TestDisk(configuration: configuration)
            let now = Instant(nanoseconds: 1_000_000_000_000)
            members[id] = Member(core: makeCore(id, disk, now), disk: disk, now: now)
        }
    }

    private mutating func makeCore(
        _ id: NodeID,
        _ disk: TestDisk,
        _ now: Instant
    ) -> RaftNode {
        starts += 1
        return RaftNode(
            settings: Settings(
                id: id,
                electionTimeout: Self.electionTimeout,
                heartbeatInterval: Self.heartbeatInterval,
                limits: limits
            ),
            restoration: disk.restoration(limits),
            seed: starts,
            now: now
        )
    }

    func member(_ number: UInt64) -> Member {
        guard let member = members[NodeID(number)] else { fatalError("no node \(number)") }
        return member
    }

    func core(_ number: UInt64) -> RaftNode { member(number).core }

    func disk(_ number: UInt64) -> TestDisk { member(number).disk }

    mutating func change(_ number: UInt64, _ body: (inout Member) -> Void) {
        var member = member(number)
        body(&member)
        members[NodeID(number)] = member
    }

    // MARK: Acts

    mutating func step(_ number: UInt64, _ events: [Event] = []) {
        var events = events
        repeat {
            var member = member(number)
            precondition(member.heldBack == nil, "n\(number) is saving")
            let ready = member.core.step(events, at: member.now)
            events = []
            members[NodeID(number)] = member
            log += Describe.decisions(ready, by: number, member.core)
            mail += ready.sendFirst
            log += ready.sendFirst.map { Describe.envelope($0, arrow: "⇒") }
            if member.isDiskStuck {
                change(number) { $0.heldBack = ready }
                return
            }
            events = carryOut(number, ready)
        } while !events.isEmpty
            || core(number).nextDeadline.map { $0 <= member(number).now } ?? false
    }

    /// Saves, sends and answers; the result are the disk's answers.
    private mutating func carryOut(_ number: UInt64, _ ready: Ready) -> [Event] {
        change(number) { $0.disk.commit(ready) }
        mail += ready.send
        log += ready.send.map { Describe.envelope($0, arrow: "→") }
        let answers = Describe.answers(ready)
        change(number) { $0.answers += answers }
        log += answers.map { "n\(number) answers \($0)" }
        var events: [Event] = []
        let disk = disk(number)
        for load in ready.loads {
            let entries = disk.entries.filter {
                $0.index >= load.start && $0.index <= disk.applied.index
            }
            events.append(.loaded(LoadedEntries(peer: load.peer, entries: entries)))
        }
        for read in ready.snapshotReads { events.append(part(disk, read)) }
        return events
    }

    private mutating func part(_ disk: TestDisk, _ read: SnapshotRead) -> Event {
        tokens += read.identity == nil ? 1 : 0
        let identity =
            read.identity
            ?? SnapshotIdentity(
                position: disk.applied,
                configuration: disk.appliedConfiguration,
                token: tokens
            )
        let bytes = disk.snapshot
        guard identity.position == disk.applied else {
            return .snapshotUnavailable(to: read.peer)
        }
        let end = min(Int(read.offset) + read.maximumBytes, bytes.count)
        return .snapshotRead(
            SnapshotPart(
                peer: read.peer,
                identity: identity,
                offset: read.offset,
                isLast: end == bytes.count,
                bytes: Array(bytes[Int(read.offset)..<end])
            )
        )
    }

    /// The held back transaction ends; what it made possible happens.
    mutating func releaseDisk(_ number: UInt64) {
        let ready = member(number).heldBack
        change(number) {
            $0.heldBack = nil
            $0.isDiskStuck = false
        }
        guard let ready else { return }
        let events = carryOut(number, ready)
        step(number, events)
    }

    mutating func stall(_ number: UInt64) {
        var member = member(number)
        let ready = member.core.storageStalled(at: member.now)
        members[NodeID(number)] = member
        log += Describe.decisions(ready, by: number, member.core)
        log += Describe.answers(ready).map { "n\(number) answers \($0)" }
    }

    mutating func elapse(_ number: UInt64, _ span: Duration) {
        change(number) { $0.now = $0.now.advanced(by: span) }
        step(number)
    }

    /// Lets a node's patience end.
    mutating func campaign(_ number: UInt64) {
        elapse(number, Self.electionTimeout * 2)
    }

    /// Everybody's clock goes on, nobody has noticed yet.
    mutating func passTime(_ span: Duration) {
        for id in members.keys { change(id.rawValue) { $0.now = $0.now.advanced(by: span) } }
    }

    mutating func crash(_ number: UInt64) {
        change(number) {
            $0.heldBack = nil
            $0.isDiskStuck = false
        }
        mail.removeAll { $0.to == NodeID(number) }
        let member = member(number)
        let core = makeCore(NodeID(number), member.disk, member.now)
        change(number) { $0.core = core }
    }

    /// Restarts a node as the only voter, as an operator does who lost the others for good.
    mutating func recover(_ number: UInt64) {
        change(number) { [limits] member in
            var restoration = member.disk.restoration(limits)
            let (hardState, entry) = restoration.forceSoleVoter(NodeID(number))
            member.disk.hardState = hardState
            member.disk.entries.append(entry)
        }
        crash(number)
    }

    mutating func propose(_ number: UInt64, _ command: String) {
        requests += 1
        step(number, [.propose(Proposal(id: requests, command: Array(command.utf8)))])
    }

    mutating func read(_ number: UInt64) {
        requests += 1
        step(number, [.read(id: requests)])
    }

    mutating func change(_ number: UInt64, _ change: ConfigurationChange) {
        requests += 1
        step(number, [.change(ChangeProposal(id: requests, change: change))])
    }

    // MARK: Mail

    /// Delivers what waits now and fits, not what comes of it.
    mutating func deliver(where fits: (Envelope) -> Bool = { _ in true }) {
        let due = mail.filter(fits)
        mail.removeAll(where: fits)
        for envelope in due { step(envelope.to.rawValue, [.received(envelope)]) }
    }

    /// Delivers until nothing that fits is left.
    mutating func settle(where fits: (Envelope) -> Bool = { _ in true }) {
        var rounds = 0
        while mail.contains(where: fits) {
            deliver(where: fits)
            rounds += 1
            precondition(rounds < 1_000, "the nodes talk without end")
        }
    }

    /// Delivers among some nodes only; what goes to or comes from others is lost.
    mutating func settle(among numbers: [UInt64]) {
        let ids = numbers.map { NodeID($0) }
        mail.removeAll { !ids.contains($0.from) || !ids.contains($0.to) }
        var rounds = 0
        while !mail.isEmpty {
            deliver()
            mail.removeAll { !ids.contains($0.from) || !ids.contains($0.to) }
            rounds += 1
            precondition(rounds < 1_000, "the nodes talk without end")
        }
    }

    mutating func drop(where fits: (Envelope) -> Bool = { _ in true }) {
        mail.removeAll(where: fits)
    }

    /// Makes a node the leader of everybody.
    mutating func elect(_ number: UInt64) {
        passTime(Self.electionTimeout)
        campaign(number)
        settle()
        precondition(core(number).currentRole == .leader, "n\(number) was not elected")
    }
}
