internal import Determinism
internal import Fetch
internal import Hashing
internal import Logging
internal import Metrics
internal import Mirroring
internal import NIOCore
internal import Objects
internal import Synchronization

/// Moves one fill along on the fetch thread: carries out what its `FillPlan` decides, writes the
/// spool, computes the digests, releases bytes to followers, and has the store commit the object.
///
/// All steps run on the fetch thread. The lock around the state is therefore never contended; it is
/// there so that the compiler need not take anybody's word for it.
final class FillDriver: FetchDelegate {
    private typealias State = FillState

    let fill: Fill
    private let mapped: MappedOrigin
    private let services: MissServices
    private let kind: FillKind
    /// The object's time, if an answer to a HEAD named one already.
    private let modifiedMilliseconds: Int64?
    let identity: UInt64
    private let hasher: FillHasher
    private let state: Mutex<State>

    init(
        fill: Fill,
        kind: FillKind,
        mapped: MappedOrigin,
        request: MissRequest,
        services: MissServices
    ) {
        self.fill = fill
        self.kind = kind
        self.mapped = mapped
        self.services = services
        modifiedMilliseconds = request.modifiedMilliseconds
        identity = services.nextIdentity()
        hasher = FillHasher(pool: services.digests)
        let plan = FillPlan(
            kind.planKind,
            policy: mapped.policy,
            key: request.key,
            query: request.query,
            context: request.context,
            generator: SeededGenerator(seed: UInt64.random(in: .min ... .max))
        )
        state = Mutex(State(plan: plan, spool: FillSpool(services: services)))
    }

    /// Begins on the fetch thread, once the mapping has a connection to spare.
    ///
    /// The connection is the fill's until it ends, pauses between tries included: a reader's
    /// patience, which the plan counts from its start, is not spent in the queue.
    func start() {
        let isRunning = services.fetch.execute { self.askForConnection() }
        if !isRunning { fail(MissFailure(.slowDown, "This node is shutting down.")) }
    }

    /// A reader came: a fill that waits in the background goes to the front.
    func promote() {
        services.ledger.promote(mapped, identity: identity)
    }

    /// Gives up, for a node that ends.
    func cancel() {
        services.fetch.execute {
            self.fail(MissFailure(.slowDown, "This node is shutting down."))
        }
    }

    // MARK: The plan

    private func step(_ event: FillEvent) {
        let actions = state.withLock { state in
            state.isOver ? [] : state.plan.step(event, at: services.now())
        }
        for action in actions { perform(action) }
    }

    private func perform(_ action: FillAction) {
        switch action {
        case .request(let request): send(request)
        case .wait(let pause): services.fetch.schedule(after: pause) { self.step(.timer) }
        case .accept(let head): accept(head)
        case .resumed(let discarding, let size):
            services.metrics.originResumptions.increment()
            state.withLock { state in
                state.discard = discarding
                if kind == .whole { state.length = size }
            }
        case .doNotStore(let reason): doNotStore(reason.text)
        case .stopFetch: stopFetch()
        case .complete: complete()
        case .fail(let failure): fail(failure)
        }
    }

    private func askForConnection() {
        let priority: ConnectionGate.Priority =
            fill.followerCount > 0 ? .foreground : .background
        let admission = services.ledger.request(mapped, identity: identity, priority: priority) {
            self.services.fetch.execute { self.connectionGranted() }
        }
        switch admission {
        case .granted: connectionGranted()
        case .queued: services.metrics.originWaits.increment()
        case .refused:
            fail(MissFailure(.slowDown, "Too many fetches wait for this mapping's connections."))
        }
    }

    private func connectionGranted() {
        let isOver = state.withLock { state in
            state.holdsConnection = true
            return state.isOver
        }
        if isOver { giveConnectionBack() } else { step(.start) }
    }

    private func send(_ request: OriginRequest) {
        state.withLock { $0.discard = 0 }
        services.metrics.originRequests(request.method).increment()
        let handle = services.fetch.start(services.fetchRequest(request, mapped), self)
        state.withLock { $0.fetch = handle }
    }

    private func stopFetch() {
        let handle = state.withLock { $0.fetch.take() }
        handle?.cancel()
    }

    private func giveConnectionBack() {
        let held = state.withLock { state in
            defer { state.holdsConnection = false }
            return state.holdsConnection
        }
        if held { services.ledger.release(mapped) }
    }

    // MARK: What the fetch brings

    func fetch(_ fetch: FetchHandle, received head: FetchHead) -> Bool {
        guard isCurrent(fetch) else { return false }
        step(.head(OriginHead(head)))
        return isCurrent(fetch)
    }

    func fetch(_ fetch: FetchHandle, received body: UnsafeRawBufferPointer) -> FetchFlow {
        guard isCurrent(fetch) else { return .stop }
        if let pause = bandwidthPause(UInt64(body.count)) {
            services.fetch.schedule(after: pause) { fetch.resume() }
            return .pause
        }
        switch state.withLock({ state in write(body, &state) }) {
        case .taken(let actions, let mustPublish):
            // The fetcher hands out a burst in pieces of 16 KiB; one wake-up serves them all.
            if mustPublish { services.fetch.execute { self.publishProgress() } }
            for action in actions { perform(action) }
            return isCurrent(fetch) ? .proceed : .stop
        case .windowFull:
            return .pause
        case .failed(.diskFull) where mayStarve():
            // The readers shall have their object; what they have read makes room on the disk.
            doNotStore("the disk of the data folder is full")
            return .pause
        case .failed(let error):
            services.logger.error("spool cannot be written", metadata: ["error": "\(error)"])
            fail(MissFailure(.slowDown, "The spool cannot be written: \(error)."))
            return .stop
        }
    }

    func fetch(_ fetch: FetchHandle, ended: FetchEnd) {
        guard isCurrent(fetch) else { return }
        state.withLock { $0.fetch = nil }
        switch ended {
        case .complete(let delimitedByClose): step(.ended(delimitedByClose: delimitedByClose))
        case .failed(let failure):
            services.metrics.originFailures.increment()
            step(.failed(TransportFailure(failure.kind)))
        }
    }

    private func isCurrent(_ fetch: FetchHandle) -> Bool {
        state.withLock { $0.fetch === fetch && !$0.isOver }
    }

    private func bandwidthPause(_ count: UInt64) -> Duration? {
        let now = services.now()
        return state.withLock { state in
            while state.credit < count {
                let (granted, waitUntil) = services.ledger.take(
                    mapped,
                    upTo: count - state.credit,
                    at: now
                )
                state.credit += granted
                if let waitUntil { return waitUntil.duration(since: now) }
            }
            state.credit -= count
            return nil
        }
    }

    // MARK: Bytes

    private enum Written {
        case taken([FillAction], mustPublish: Bool)
        case windowFull
        case failed(ObjectStoreError)
    }

    private func write(_ body: UnsafeRawBufferPointer, _ state: inout State) -> Written {
        let skipped = Int(min(state.discard, UInt64(body.count)))
        let bytes = UnsafeRawBufferPointer(rebasing: body[skipped...])
        if state.keepsWindow, !makeRoom(&state) {
            // The same bytes come again, so none of them may count as used.
            state.credit += UInt64(body.count)
            return .windowFull
        }
        do throws(ObjectStoreError) {
            try state.spool.append(bytes)
        } catch {
            state.credit += UInt64(body.count)
            return .failed(error)
        }
        state.discard -= UInt64(skipped)
        state.written += UInt64(bytes.count)
        if state.spool.file == nil || state.hashesInline { hasher.update(bytes) }
        services.metrics.originBytes.increment(by: UInt64(body.count))
        let actions = state.plan.step(.body(total: state.written), at: services.now())
        defer { state.isPublishDue = true }
        return .taken(actions, mustPublish: !state.isPublishDue)
    }

    /// Lets the followers have what came since the last time.
    private func publishProgress() {
        state.withLock { state in
            state.isPublishDue = false
            if let file = state.spool.file, !state.hashesInline {
                hasher.advance(file, to: state.written)
                state.upload?.advance(file, to: state.written)
            }
            let released = DeliveryGate.releasable(
                written: state.written,
                size: state.length,
                isVerified: false
            )
            guard released > 0, !state.isOver else { return }
            let answer = state.isAnswered ? nil : state.answer
            state.isAnswered = true
            fill.publish { snapshot in
                if let answer { snapshot.answer = answer }
                snapshot.released = kind.firstByte + released
                snapshot.content = state.spool.content
            }
        }
    }

    private func accept(_ head: AcceptedHead) {
        let length = kind.length(of: head)
        let answer = services.answer(
            for: head,
            kind: kind,
            modifiedMilliseconds: modifiedMilliseconds
        )
        let upload =
            kind == .whole && answer.notStored == nil
            ? services.target.begin(fill, head, mapped.mapping) : nil
        let holdsHead = length.map { $0 <= DeliveryGate.heldBackBytes } ?? true
        state.withLock { state in
            state.accepted = head
            state.answer = answer
            state.upload = upload
            state.length = length
            state.spool.expect(length)
            state.isAnswered = !holdsHead
            state.hashesInline = kind != .whole || answer.notStored != nil
        }
        if head.digests.needsSHA256 { hasher.addSHA256() }
        if holdsHead {
            services.fetch.schedule(after: MissLimits.headHold) { self.answerWithoutEntityTag() }
        } else {
            fill.publish { $0.answer = answer }
        }
        if kind != .whole || answer.notStored != nil { keepWindow() }
    }

    /// A small object that comes slowly: its readers get the head now and an entity tag never.
    private func answerWithoutEntityTag() {
        let answer: AnswerHead? = state.withLock { state in
            guard !state.isOver, !state.isAnswered else { return nil }
            state.isAnswered = true
            return state.answer
        }
        if let answer { fill.publish { $0.answer = answer } }
    }

    // MARK: A fill that keeps a window only

    private func doNotStore(_ reason: String) {
        takeUpload()?.abandon()
        let answer = state.withLock { state in
            state.answer?.notStored = reason
            return state.isAnswered ? state.answer : nil
        }
        if let answer { fill.publish { $0.answer = answer } }
        keepWindow()
    }

    private func takeUpload() -> (any FillUpload)? {
        state.withLock { $0.upload.take() }
    }

    private func keepWindow() {
        state.withLock { $0.keepsWindow = true }
        fill.watchFollowers { [weak self] in
            guard let self else { return }
            services.fetch.execute { self.followersMoved() }
        }
        followersMoved()
    }

    private func followersMoved() {
        guard fill.followerCount > 0 else {
            return fail(MissFailure(.broken, "Nobody reads this object, and it is not stored."))
        }
        let handle: FetchHandle? = state.withLock { state in
            guard state.isPausedForWindow, makeRoom(&state) else { return nil }
            state.isPausedForWindow = false
            return state.fetch
        }
        handle?.resume()
        let starvedSince = state.withLock { $0.isPausedForWindow ? $0.starvedSince : nil }
        guard let starvedSince else { return }
        if services.now().duration(since: starvedSince) > mapped.policy.idleTimeout {
            fail(MissFailure(.slowDown, "The disk of the data folder is full."))
        }
    }

    /// Waits for room on a full disk, where there are readers whose reading can make it.
    private func mayStarve() -> Bool {
        guard fill.followerCount > 0 else { return false }
        services.metrics.spoolFull.increment()
        return state.withLock { state in
            guard state.written >= MissLimits.releaseBytes else { return false }
            state.isPausedForWindow = true
            state.starvedSince = services.now()
            return true
        }
    }

    /// Lets go of what all followers have read; false when the window is full all the same.
    private func makeRoom(_ state: inout State) -> Bool {
        let slowest = fill.slowestPosition() ?? kind.firstByte
        let offset = slowest > kind.firstByte ? slowest - kind.firstByte : 0
        let read = min(offset, state.written, hasher.hashedBytes)
        if let start = state.spool.release(before: read) {
            let windowStart = kind.firstByte + start
            fill.publish { $0.windowStart = windowStart }
            state.starvedSince = nil
        }
        let isStarved = state.starvedSince != nil
        guard !isStarved, state.written - read <= MissLimits.windowBytes else {
            state.isPausedForWindow = true
            if isStarved || !state.hashesInline, !state.isPollDue {
                state.isPollDue = true
                // It may be the digests that lag, and they do not call.
                services.fetch.schedule(after: MissLimits.digestPoll) {
                    self.state.withLock { $0.isPollDue = false }
                    self.followersMoved()
                }
            }
            return false
        }
        return true
    }

    // MARK: The end

    private func complete() {
        let ended: FillEnding? = state.withLock { state in
            guard !state.isOver, let accepted = state.accepted, let answer = state.answer else {
                return nil
            }
            state.isOver = true
            if let file = state.spool.file, !state.hashesInline {
                hasher.advance(file, to: state.written)
            }
            return FillEnding(
                accepted: accepted,
                answer: answer,
                size: state.written,
                content: state.spool.verifiedContent(),
                isInMemory: state.spool.file == nil
            )
        }
        guard let ended else { return }
        giveConnectionBack()
        // Where the origin names no digest, the length is all there is to verify.
        let isVerified = kind != .whole || ended.accepted.digests.expectations.isEmpty
        if isVerified, !ended.isInMemory { publishEnd(ended, ended.answer) }
        hasher.finish { values in
            let isRunning = self.services.fetch.execute { self.digested(ended, values) }
            if !isRunning { self.leave(.notStored) }
        }
    }

    private func publishEnd(_ ended: FillEnding, _ answer: AnswerHead) {
        fill.publish { snapshot in
            snapshot.answer = answer
            snapshot.content = ended.content
            snapshot.released = kind.firstByte + ended.size
            snapshot.outcome = .complete
        }
    }

    private func digested(_ ended: FillEnding, _ values: FillHasher.Values?) {
        guard kind == .whole else {
            publishEnd(ended, ended.answer)
            return leave(.notStored)
        }
        guard let (md5, sha256) = values else {
            return reject(MissFailure(.slowDown, "The spool cannot be read back."))
        }
        if let mismatch = ended.accepted.digests.mismatch(md5: md5, sha256: sha256) {
            services.metrics.digestMismatches.increment()
            let message = "The object does not have the digest that the origin gave in "
            return reject(MissFailure(.originUnavailable, message + mismatch.source + "."))
        }
        let answer = services.verified(ended.answer, ended.accepted, md5: md5, size: ended.size)
        publishEnd(ended, answer)
        guard answer.notStored == nil, let upload = takeUpload() else { return leave(.notStored) }
        do throws(ObjectStoreError) {
            let body = try state.withLock { state throws(ObjectStoreError) in
                try state.spool.bodyForStore()
            }
            let object = VerifiedObject(answer: answer, size: ended.size, md5: md5, body: body)
            upload.commit(object) { self.leave($0) }
        } catch {
            upload.abandon()
            leave(.storeFailed(error))
        }
    }

    private func leave(_ outcome: FillOutcome) {
        takeUpload()?.abandon()
        state.withLock { $0.spool.discard() }
        services.finished(self, outcome)
    }

    private func fail(_ failure: MissFailure) {
        let wasOver = state.withLock { state in
            defer { state.isOver = true }
            return state.isOver
        }
        guard !wasOver else { return }
        stopFetch()
        giveConnectionBack()
        _ = services.ledger.cancel(mapped, identity: identity)
        reject(failure)
    }

    /// Ends without the object, after the fetch.
    private func reject(_ failure: MissFailure) {
        if failure.code == .noSuchKey, kind == .whole {
            let until = services.now().advanced(by: mapped.policy.negativeLifetime)
            services.table.rememberAbsent(fill.path, revision: mapped.revision, until: until)
        }
        fill.publish { $0.outcome = .failed(failure) }
        leave(.failed(failure))
    }
}
