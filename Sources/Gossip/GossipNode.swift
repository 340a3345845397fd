package import Determinism

/// One node's part in the membership of its cluster: SWIM (Das, Gupta, Motivala, "SWIM: Scalable
/// Weakly-consistent Infection-style Process Group Membership Protocol", 2002, here "SWIM") with
/// Lifeguard (Dadgar, Phillips, Currey, "Lifeguard: Local Health Awareness for More Accurate
/// Failure Detection", 2017, here "Lifeguard").
///
/// It decides whom to probe, who is suspect, dead or gone, what to tell whom, and who may use a
/// name. It never does I/O, reads a clock or draws randomness of its own: events and the time go
/// in, a `Ready` comes out. Who votes, and which members serve, is decided elsewhere: this only
/// tells who is there.
///
/// Beside the papers: full exchanges over streams, a stream as a last probe, news sent also between
/// probes (all after memberlist), metadata as a register of its own, and checked names. A `Confirm`
/// of an old incarnation does not override a newer `Alive` (SWIM §4.2 says it does), so that a
/// member declared dead by mistake comes back by refuting.
///
/// Invariants: slot `own` of the table is this node; the probe order holds exactly the members that are
/// present; what is believed of a member only moves up in (incarnation, state).
package struct GossipNode: Sendable {
    package private(set) var settings: Settings

    // MARK: Who is there

    var cluster: ClusterIdentity?
    package internal(set) var phase: Phase
    var table = MemberTable()
    /// This node's slot in the table.
    var own: Int32 = 0
    /// What this node called itself at its start: lower ones are of the past.
    let firstIncarnation: UInt64
    var order = ProbeOrder()
    var suspicions = SuspicionTimers()
    /// Dead and left members that are still remembered, the longest gone first.
    var gone: [Int32] = []

    // MARK: What is under way

    var news = BroadcastQueue()
    var health: LocalHealth
    var probe: Probe?
    var relays: [Relay] = []
    var claims: [Claim] = []
    var exchanges: [PendingExchange] = []

    // MARK: When things are due

    var now: Instant
    var nextProbe: Instant
    var nextGossip: Instant
    var nextExchange: Instant
    var nextRevival: Instant
    /// Nil when no attempt to join is needed.
    var nextJoin: Instant?
    var joinPause: Duration
    var leaveDeadline: Instant?
    /// How often the departure was given to the news.
    var departureRounds = 0

    // MARK: The rest

    var generator: SeededGenerator
    var lastSequence: UInt32
    var lastExchange: UInt64 = 0
    /// Grows during a step and is given away at its end.
    var ready = Ready()

    /// Makes a node that has not done anything yet; the first step begins.
    ///
    /// - Parameters:
    ///   - saved: what earlier `Ready.save` asked to keep, or nil for an empty data folder. With it
    ///     the node is a member at once, under the next incarnation.
    ///   - seed: the source of all its random choices; differs between nodes and starts.
    package init(settings: Settings, saved: SavedState?, seed: UInt64, at now: Instant) {
        self.settings = settings
        self.now = now
        var generator = SeededGenerator(seed: seed)
        let timing = settings.timing
        health = LocalHealth(maximum: timing.maximumLocalHealth)
        lastSequence = UInt32(truncatingIfNeeded: generator.next())
        // Nodes that start together must not probe in step.
        nextProbe = now.advanced(by: timing.probeInterval.drawn(using: &generator))
        nextGossip = now
        nextExchange = now.advanced(by: timing.exchangeInterval.drawn(using: &generator))
        nextRevival = now.advanced(by: timing.reviveInterval.drawn(using: &generator))
        joinPause = timing.joinRetry
        let hasSeeds = settings.seeds.contains { $0 != settings.address }
        let isFounder = saved == nil && !hasSeeds
        phase = saved == nil && hasSeeds ? .joining : .member
        cluster = saved?.identity.cluster
        if isFounder { cluster = ClusterIdentity(generator.next()) }
        self.generator = generator

        let step: UInt64 = settings.deviation.contains(.keepsIncarnation) ? 0 : 1
        let announcement = Announcement(
            name: settings.name,
            address: settings.address,
            incarnation: saved.map { $0.identity.incarnation + step } ?? 1,
            metadataVersion: saved.map { $0.identity.metadataVersion + 1 } ?? 1,
            metadata: settings.metadata
        )
        firstIncarnation = announcement.incarnation
        own = table.insert(announcement, .alive, at: now)
        if phase == .member { becomeMember() }
        for member in saved?.members ?? [] where member.name != settings.name {
            guard table.slot(of: member.name) == nil, hasRoom() else { continue }
            insert(member)
        }
        if phase == .joining || order.count > 0 || (saved != nil && hasSeeds) { nextJoin = now }
        // Known members are no news, and are saved already.
        ready.save?.members = []
        if phase == .member { news.insert(.alive(announcement), about: own) }
    }

    /// Takes in what happened until `now`, and does what is due.
    ///
    /// The `Ready` must be carried out as its comment says before the next step.
    package mutating func step(_ events: [Event], at now: Instant) -> Ready {
        if phase != .stopped {
            let due = nextDeadline
            self.now = max(self.now, now)
            noticeLateness(due: due)
            for event in events where phase != .stopped { handle(event) }
            if phase != .stopped { doWhatIsDue() }
        }
        defer { ready = Ready() }
        return ready
    }

    private mutating func handle(_ event: Event) {
        switch event {
        case .received(let datagram, let address): receive(datagram, from: address)
        case .asked(let token, let frame, let address):
            hear(frame, token: token, from: address)
        case .answered(let exchange, let frame): hearAnswer(frame, exchange: exchange)
        case .failed(let exchange): exchanges.removeAll { $0.id == exchange }
        case .metadata(let bytes): changeMetadata(bytes)
        case .seeds(let addresses): learnSeeds(addresses)
        case .leave: leave()
        }
    }

    /// A node that is alone asks the new addresses at once.
    private mutating func learnSeeds(_ addresses: [Address]) {
        guard settings.seeds != addresses else { return }
        settings.seeds = addresses
        let isAlone = phase == .joining || table.presentCount == 1
        guard isAlone, addresses.contains(where: { $0 != settings.address }) else { return }
        nextJoin = now
    }

    private mutating func doWhatIsDue() {
        expireClaims()
        expireRelays()
        exchanges.removeAll { $0.deadline <= now }
        expireSuspicions()
        continueProbing()
        if nextRevival <= now { reviveAndForget() }
        if nextExchange <= now { exchangeAtRandom() }
        if let nextJoin, nextJoin <= now { tryToJoin() }
        gossip()
        finishLeaving()
    }

    /// When the next step is due although nothing happens; far away when stopped.
    package var nextDeadline: Instant {
        guard phase != .stopped else { return Instant(nanoseconds: .max) }
        var next = Instant(nanoseconds: .max)
        func consider(_ moment: Instant?) {
            if let moment, moment < next { next = moment }
        }
        consider(nextJoin)
        for exchange in exchanges { consider(exchange.deadline) }
        guard phase != .joining else { return next }
        consider(nextProbe)
        if let probe, !probe.isIndirect { consider(probe.directDeadline) }
        consider(suspicions.nextDeadline)
        for relay in relays { consider(relay.refusalDeadline ?? relay.endDeadline) }
        for claim in claims { consider(min(claim.nextPing, claim.deadline)) }
        consider(nextRevival)
        consider(nextExchange)
        if !news.isEmpty, order.count > 0 { consider(nextGossip) }
        consider(leaveDeadline)
        return next
    }

    /// A process that did not run has heard nothing, which says nothing about the others.
    ///
    /// The probe of that time is dropped without a verdict, and nobody is declared dead before what
    /// waited in the sockets can have been read.
    private mutating func noticeLateness(due: Instant) {
        let timing = settings.timing
        guard settings.lifeguard.contains(.lateness),
            now.duration(since: due) > timing.probeTimeout
        else { return }
        if probe != nil {
            probe = nil
            health.add(1)
        }
        let grace = now.advanced(by: timing.probeTimeout)
        suspicions.postpone(until: grace)
        for index in claims.indices where claims[index].deadline < grace {
            claims[index].nextPing = now
            claims[index].deadline = grace
        }
    }
}
