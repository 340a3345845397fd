internal import Fetch
internal import Determinism
internal import Hashing
internal import Logging
internal import Metrics
internal import Mirroring
internal import NIOCore
internal import Objects
internal import Routing
internal import Synchronization

/// Moves one fill along on the fetch thread: has its bytes brought, by another member or from the
/// origin, writes the spool, computes the digests, releases bytes to followers, and has the store
/// commit the object.
///
/// All steps run on the fetch thread. The lock around the state is therefore never contended; it is
/// there so that the compiler need not take anybody's word for it. `FillFromOrigin.swift` and
/// `FillFromPeer.swift` are the two sources.
final class FillDriver: Sendable {
    typealias State = FillState

    let fill: Fill
    /// Nil where other members may have the object, and no origin.
    let mapped: MappedOrigin?
    let services: MissServices
    let kind: FillKind
    let request: MissRequest
    let identity: UInt64
    let hasher: FillHasher
    let route: RouteRunner?
    let state: Mutex<State>

    init(
        fill: Fill,
        kind: FillKind,
        mapped: MappedOrigin?,
        request: MissRequest,
        services: MissServices
    ) {
        self.fill = fill
        self.kind = kind
        self.mapped = mapped
        self.services = services
        self.request = request
        identity = services.nextIdentity()
        hasher = FillHasher(pool: services.digests)
        route = FillDriver.route(fill, kind, mapped, request, services)
        state = Mutex(State(spool: FillSpool(services: services)))
    }

    /// Begins on the fetch thread: with the other members, where there are any.
    func start() {
        let isRunning = services.fetch.execute {
            if let route = self.route {
                self.follow(route)
            } else {
                self.fetch()
            }
        }
        if !isRunning { fail(MissFailure(.slowDown, "This node is shutting down.")) }
    }

    /// A reader came: a fill that waits in the background goes to the front.
    func promote() {
        state.withLock { $0.seat }?.promote()
    }

    /// Gives up, for a node that ends.
    func cancel() {
        services.fetch.execute {
            self.fail(MissFailure(.slowDown, "This node is shutting down."))
        }
    }

    // MARK: The head

    /// The head is good: its body follows.
    func accept(_ answer: AnswerHead, length: UInt64?, isHit: Bool = false) {
        let holdsHead = length.map { $0 <= DeliveryGate.heldBackBytes } ?? true
        do throws(ObjectStoreError) {
            try state.withLock { state throws(ObjectStoreError) in
                state.spool.expect(length)
                try state.spool.open()
            }
        } catch {
            // Now, while readers can still be told in words: once they have the head, only a reset
            // could tell them.
            return fail(
                MissFailure(
                    .slowDown,
                    "The object finds no room in the spool: \(error).",
                    retryAfterSeconds: 1
                )
            )
        }
        state.withLock { state in
            state.answer = answer
            state.length = length
            state.isAnswered = !holdsHead
            state.hashesInline = kind != .whole || answer.notStored != nil
        }
        if answer.digests.needsSHA256 { hasher.addSHA256() }
        if holdsHead {
            services.fetch.schedule(after: MissLimits.headHold) { self.answerWithoutEntityTag() }
        }
        fill.publish { snapshot in
            snapshot.isHit = isHit
            if !holdsHead { snapshot.answer = answer }
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

    // MARK: Bytes

    enum Written {
        case taken([FillAction], mustPublish: Bool)
        case windowFull
        case failed(ObjectStoreError)
    }

    func write(_ body: UnsafeRawBufferPointer, _ state: inout State) -> Written {
        let skipped = Int(min(state.discard, UInt64(body.count)))
        let bytes = UnsafeRawBufferPointer(rebasing: body[skipped...])
        if state.keepsWindow, !makeRoom(&state) { return .windowFull }
        do throws(ObjectStoreError) {
            try state.spool.append(bytes)
        } catch {
            return .failed(error)
        }
        state.discard -= UInt64(skipped)
        state.written += UInt64(bytes.count)
        if state.spool.file == nil || state.hashesInline { hasher.update(bytes) }
        let total = state.written - state.planBase
        let actions = state.plan?.step(.body(total: total), at: services.now()) ?? []
        defer { state.isPublishDue = true }
        return .taken(actions, mustPublish: !state.isPublishDue)
    }

    /// Lets the followers have what came since the last time.
    func publishProgress() {
        state.withLock { state in
            state.isPublishDue = false
            // What another member verifies needs no digest here, unless the window waits for it.
            if let file = state.spool.file, !state.hashesInline,
                state.plan != nil || state.keepsWindow
            {
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

    // MARK: The end

    /// All bytes are there.
    ///
    /// - Parameter isVerified: by another member, which has the object.
    func complete(isVerified: Bool = false) {
        let ended: FillEnding? = state.withLock { state in
            guard !state.isOver, let answer = state.answer else { return nil }
            state.isOver = true
            if let file = state.spool.file, !state.hashesInline, !isVerified {
                hasher.advance(file, to: state.written)
            }
            return FillEnding(
                answer: answer,
                size: state.written,
                content: state.spool.verifiedContent(),
                isInMemory: state.spool.file == nil
            )
        }
        guard let ended else { return }
        endSource()
        if isVerified {
            publishEnd(ended, ended.answer)
            return leave(.relayed)
        }
        // Where the origin names no digest, the length is all there is to verify.
        let needsDigest = kind == .whole && !ended.answer.digests.expectations.isEmpty
        if !needsDigest, !ended.isInMemory { publishEnd(ended, ended.answer) }
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
        if let mismatch = ended.answer.digests.mismatch(md5: md5, sha256: sha256) {
            services.metrics.digestMismatches.increment()
            let message = "The object does not have the digest that the origin gave in "
            return reject(MissFailure(.originUnavailable, message + mismatch.source + "."))
        }
        let answer = services.verified(ended.answer, md5: md5, size: ended.size)
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

    /// Begins to store what this fill brings from the origin, if it may be stored.
    func beginUpload(_ answer: AnswerHead) {
        guard kind == .whole, answer.notStored == nil, let mapped else { return }
        let upload = services.target.begin(
            fill,
            HeaderBlock.fields(answer.headerBlock),
            size: answer.size,
            mapped.mapping
        )
        state.withLock { $0.upload = upload }
    }

    func takeUpload() -> (any FillUpload)? {
        state.withLock { $0.upload.take() }
    }

    func leave(_ outcome: FillOutcome) {
        takeUpload()?.abandon()
        state.withLock { $0.spool.discard() }
        services.finished(self, outcome)
    }

    /// Stops what brings bytes.
    func endSource() {
        route?.stop()
        state.withLock { $0.begin.take() }?.cancel()
        state.withLock { $0.seat }?.leave()
    }

    func fail(_ failure: MissFailure) {
        let (wasOver, isFetching) = state.withLock { state in
            defer { state.isOver = true }
            return (state.isOver, state.plan != nil)
        }
        guard !wasOver else { return }
        endSource()
        reject(failure, isOrigin: isFetching)
    }

    /// Ends without the object, after the fetch.
    private func reject(_ failure: MissFailure, isOrigin: Bool = true) {
        // What another member says is for that member to remember.
        if failure.code == .noSuchKey, kind == .whole, isOrigin, let mapped {
            let until = services.now().advanced(by: mapped.policy.negativeLifetime)
            services.table.rememberAbsent(fill.path, revision: mapped.revision, until: until)
        }
        // Before anybody is told: who asks again at once must not join what has failed.
        services.table.remove(fill)
        fill.publish { $0.outcome = .failed(failure) }
        leave(.failed(failure))
    }
}
