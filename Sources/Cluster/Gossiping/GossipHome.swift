internal import Determinism
internal import Gossip
internal import NIOCore
internal import Sealing

/// The one event loop on which a node's gossip lives: takes in what arrives, steps the core, and
/// carries out each `Ready` completely before the next step.
///
/// Used on its loop only.
final class GossipHome {
    private enum Life {
        case waiting
        /// A step was asked for and comes with the loop's next turn.
        case due
        /// A `Ready` waits until the incarnation is durable.
        case saving
        case ended
    }

    let loop: any EventLoop
    let shared: GossipShared
    private var node: GossipNode
    private let store: GossipStore
    private let streams: GossipStreams
    private var seal: DatagramSeal
    private var life = Life.waiting
    private var inbox: [Event] = []
    /// Datagrams since the socket was last found empty.
    private var burst = 0
    private var timer: Scheduled<Void>?
    private var socket: (any Channel)?
    /// Members whose addresses wait for the write that is under way.
    private var unsaved: Ready.Saving?
    private var isSavingMembers = false
    private var departure: [EventLoopPromise<Void>] = []

    init(
        loop: any EventLoop,
        shared: GossipShared,
        node: GossipNode,
        store: GossipStore,
        transport: PeerTransport,
        seal: DatagramSeal
    ) {
        self.loop = loop
        self.shared = shared
        self.node = node
        self.store = store
        self.seal = seal
        streams = GossipStreams(loop: loop, shared: shared, transport: transport)
        shared.replace(node.members.map { GossipMember($0.announcement, $0.state) })
    }

    // MARK: - From outside

    func begin(on socket: any Channel) {
        self.socket = socket
        streams.deliver = { [unowned self] in arrived($0) }
        step()
    }

    /// Seals with the first key of another ring from now on, and opens with all of them.
    func reload(_ keyring: Keyring?) { seal.keyring = keyring }

    /// Nobody but this node is known to be there.
    var isAlone: Bool { node.phase == .joining || node.presentCount == 1 }

    func arrived(_ event: Event) {
        guard life != .ended else { return }
        guard inbox.count < shared.settings.limits.waitingEvents else {
            return shared.count { $0.overflowed += 1 }
        }
        inbox.append(event)
        askForStep()
    }

    func asked(_ frame: Frame, on stream: GossipAnswering.Stream) {
        guard life != .ended, let address = stream.address else {
            stream.channel.close(promise: nil)
            return
        }
        streams.keep(stream)
        arrived(.asked(token: stream.token, frame: frame, from: address))
    }

    func ended(_ stream: UInt64) { streams.forget(stream) }

    func leave(_ promise: EventLoopPromise<Void>) {
        guard life != .ended, node.phase != .stopped else { return promise.succeed() }
        departure.append(promise)
        arrived(.leave)
    }

    /// Ends at once; the others will find out.
    func stop() {
        guard life != .ended else { return }
        life = .ended
        timer?.cancel()
        inbox = []
        streams.stop()
        streams.deliver = { _ in }
        socket?.close(promise: nil)
        for promise in departure { promise.succeed() }
        departure = []
    }

    // MARK: - Datagrams

    func received(_ buffer: ByteBuffer, from address: Address) {
        guard life != .ended else { return }
        burst += 1
        shared.count { counters in
            counters.datagramsReceived += 1
            counters.bytesReceived += buffer.readableBytes
        }
        do throws(DatagramSeal.Rejection) {
            let datagram = try seal.open(buffer)
            if let cluster = node.clusterIdentity, datagram.cluster != cluster {
                shared.count { $0.foreign += 1 }
            }
            guard inbox.count < shared.settings.limits.waitingEvents else {
                return shared.count { $0.overflowed += 1 }
            }
            inbox.append(.received(datagram, from: address))
        } catch {
            shared.count { $0.note(error) }
        }
    }

    /// The socket is empty, or others on this loop have their turn.
    ///
    /// In the latter case more may wait, and the core must hear all of it in one step.
    func readComplete() {
        let mayHaveMore = burst >= shared.settings.limits.datagramsAtOnce
        burst = 0
        guard !inbox.isEmpty else { return }
        if mayHaveMore, inbox.count < shared.settings.limits.waitingEvents / 2 {
            schedule(in: .milliseconds(1))
        } else {
            askForStep()
        }
    }

    func socketFailed() { shared.count { $0.socketErrors += 1 } }

    // MARK: - Steps

    private func askForStep() {
        guard life == .waiting else { return }
        life = .due
        let home = NIOLoopBound(self, eventLoop: loop)
        loop.execute { home.value.step() }
    }

    private func schedule(in delay: TimeAmount) {
        timer?.cancel()
        let home = NIOLoopBound(self, eventLoop: loop)
        timer = loop.scheduleTask(in: delay) { home.value.step() }
    }

    private func step() {
        guard life == .waiting || life == .due else { return }
        life = .waiting
        let events = inbox
        inbox.removeAll(keepingCapacity: true)
        let incarnation = node.incarnation
        let ready = node.step(events, at: MonotonicClock.now())
        if node.incarnation > incarnation { shared.count { $0.refutations += 1 } }
        guard let saving = ready.save else { return act(on: ready) }
        if saving.identity != nil {
            save(saving, before: ready)
        } else {
            saveMembers(saving)
            act(on: ready)
        }
    }

    /// What tells of an incarnation waits until a restart would know of it.
    private func save(_ saving: Ready.Saving, before ready: Ready) {
        life = .saving
        let home = NIOLoopBound(self, eventLoop: loop)
        store.save(saving) { [loop] result in
            loop.execute { home.value.saved(result, ready) }
        }
    }

    /// A disk that refuses does not silence the node: what it forgets, the others will tell it.
    private func saved(_ result: Result<Void, any Error>, _ ready: Ready) {
        guard life == .saving else { return }
        life = .waiting
        if case .failure(let error) = result {
            shared.count { $0.unsaved += 1 }
            shared.notify(.notSaved("\(error)"))
        }
        act(on: ready)
        if !inbox.isEmpty { askForStep() }
    }

    /// Where others are may be saved late, and several times in one write.
    private func saveMembers(_ saving: Ready.Saving) {
        guard !isSavingMembers else {
            unsaved = unsaved.map { $0.followed(by: saving) } ?? saving
            return
        }
        isSavingMembers = true
        let home = NIOLoopBound(self, eventLoop: loop)
        store.save(saving) { [loop] _ in
            loop.execute { home.value.savedMembers() }
        }
    }

    private func savedMembers() {
        isSavingMembers = false
        guard life != .ended, let saving = unsaved else { return }
        unsaved = nil
        saveMembers(saving)
    }

    private func act(on ready: Ready) {
        for sending in ready.datagrams { send(sending) }
        if !ready.datagrams.isEmpty { socket?.flush() }
        for exchange in ready.exchanges { streams.call(exchange) }
        for reply in ready.replies { streams.answer(reply) }
        publish(ready)
        // Left, or refused for good; what was said last is on its way.
        if node.phase == .stopped { return stop() }
        guard life == .waiting else { return }
        let wait = node.nextDeadline.duration(since: MonotonicClock.now())
        schedule(in: .nanoseconds(max(0, wait.wholeNanoseconds)))
    }

    private func send(_ sending: Ready.Sending) {
        guard let socket, socket.isWritable else { return shared.count { $0.unsent += 1 } }
        let bytes = seal.seal(sending.datagram)
        do {
            let envelope = AddressedEnvelope(
                remoteAddress: try sending.address.socket(),
                data: ByteBuffer(bytes: bytes)
            )
            socket.write(envelope).whenFailure { [shared] _ in shared.count { $0.unsent += 1 } }
            shared.count { counters in
                counters.datagramsSent += 1
                counters.bytesSent += bytes.count
            }
        } catch {
            shared.count { $0.unsent += 1 }
        }
    }

    private func publish(_ ready: Ready) {
        // The core tells changes of others only; what this node says of itself is saved.
        if ready.save?.identity != nil || node.phase != .member {
            let state = node.member(node.settings.name)?.state ?? .left
            shared.set(GossipMember(node.announcement, state))
        }
        if ready.hasJoined { shared.notify(.joined) }
        for change in ready.changes {
            let state = change.kind.state ?? node.member(change.member.name)?.state ?? .dead
            let member = GossipMember(change.member, state)
            if change.kind == .forgotten {
                shared.forget(member.name)
            } else {
                shared.set(member)
            }
            shared.notify(.changed(change.kind, member))
        }
        for conflict in ready.conflicts { shared.notify(.conflict(conflict)) }
        for contact in ready.foreign { shared.notify(.foreign(contact)) }
        if let refusal = ready.refusal { shared.notify(.refused(refusal)) }
    }
}
