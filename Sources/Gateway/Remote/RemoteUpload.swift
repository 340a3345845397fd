internal import Determinism
internal import Fetch
internal import Glibc
internal import Hashing
internal import Metrics
internal import NIOPosix
internal import Objects
internal import S3
internal import Synchronization

/// One object on its way into the store behind this node.
///
/// A small one is one PUT at the end. A large one, or one of unknown size that has grown large,
/// becomes a multipart upload whose parts leave while the origin still sends; it is completed only
/// when all is verified, and aborted otherwise. Until then nothing of it is visible.
///
/// All steps run on the fetch thread; `RemoteUploadState` decides what is next.
final class RemoteUpload: FillUpload {
    private let fill: Fill
    private let target: RemoteFillStore
    private let state: Mutex<RemoteUploadState>

    private var client: StoreClient { target.remote.client }

    init(
        _ fill: Fill,
        size: UInt64?,
        fields: [(name: String, value: String)],
        target: RemoteFillStore
    ) {
        self.fill = fill
        self.target = target
        state = Mutex(RemoteUploadState(size: size, fields: fields))
    }

    // MARK: FillUpload

    func advance(_ file: TemporaryFile, to count: UInt64) {
        state.withLock { state in
            state.file = file
            state.available = count
        }
        // Not here: the fill's own state is locked at this moment.
        target.fetch.execute { self.step() }
    }

    func commit(_ object: VerifiedObject, completion: @escaping @Sendable (FillOutcome) -> Void) {
        let begin = target.remote.now()
        let metrics = target.metrics
        state.withLock { state in
            state.object = object
            if case .file(let file) = object.body { state.file = file }
            state.available = object.size
            state.completion = { [remote = target.remote] outcome in
                metrics.storeCommit.observe(remote.now().duration(since: begin))
                completion(outcome)
            }
        }
        if !target.fetch.execute({ self.step() }) { conclude(.notStored) }
    }

    func abandon() {
        state.withLock { $0.isAbandoned = true }
        target.fetch.execute { self.step() }
    }

    // MARK: Steps

    private func step() {
        while true {
            let action = state.withLock { state in
                state.next { target.budget.take(retry: { self.retryLater() }) }
            }
            guard let action else { return }
            perform(action)
        }
    }

    private func retryLater() {
        target.fetch.execute {
            self.state.withLock { $0.placeMayBeFree() }
            self.step()
        }
    }

    private func perform(_ action: RemoteUploadState.Action) {
        switch action {
        case .create: create()
        case .part(let part): hash(part)
        case .putWhole(let object): decide { self.putWhole(object, isConditional: $0) }
        case .complete(let upload, let etags):
            decide { self.lookFirst(upload, etags, isConditional: $0) }
        case .abort(let upload, let outcome): abort(upload, outcome)
        case .conclude(let outcome): conclude(outcome)
        }
    }

    private func conclude(_ outcome: FillOutcome) {
        if case .stored = outcome {
            target.remote.noteStored(fill.path)
            target.remote.noteBucket(bucket)
            target.table.forgetAbsent(fill.path)
        }
        let completion = state.withLock { $0.completion.take() }
        completion?(outcome)
    }

    private var bucket: [UInt8] { Array(fill.path.prefix { $0 != UInt8(ascii: "/") }) }

    private static func uploadQuery(_ upload: String, part: Int? = nil) -> String {
        let encoded = String(decoding: PercentCoding.encode(upload.utf8), as: UTF8.self)
        return (part.map { "partNumber=\($0)&" } ?? "") + "uploadId=\(encoded)"
    }

    /// Sends a request that carries the object's fields, and once more without its acl where the
    /// store has none: a bucket policy then says who may read.
    private func sendWithFields(
        _ request: StoreRequest,
        tries: Int = RemoteLimits.tries,
        completion: @escaping @Sendable (StoreClient.Outcome) -> Void
    ) {
        var request = request
        let own = request.fields
        let fields = state.withLock { $0.fields }
        request.fields = own + fields
        client.send(request, tries: tries) { [self, request] outcome in
            guard case .success(let answer) = outcome,
                fields.contains(where: { $0.name == "x-amz-acl" }),
                answer.code == "AccessControlListNotSupported" || answer.status == 501
            else { return completion(outcome) }
            var plain = request
            plain.fields.removeAll { $0.name == "x-amz-acl" }
            state.withLock { $0.fields.removeAll { $0.name == "x-amz-acl" } }
            client.send(plain, tries: tries, completion: completion)
        }
    }

    // MARK: Parts

    /// Begins the upload, each try on its own: what a store has begun whose answer was lost is an
    /// upload of which only the key is known, and must be swept.
    private func create(
        tries: Int = RemoteLimits.tries,
        pause: Duration = RemoteLimits.firstPause,
        until: Instant? = nil,
        hasLost: Bool = false
    ) {
        let remote = target.remote
        let until = until ?? remote.now().advanced(by: client.configuration.writeTimeout)
        // One note stands for all tries.
        if !hasLost { remote.journal?.intend(fill.path) }
        var request = StoreRequest(.post, fill.path, query: "uploads")
        request.isSentOnce = true
        sendWithFields(request, tries: 1) { [self] outcome in
            let created: Result<String, StoreFailure> = outcome.flatMap { answer in
                guard answer.status == 200,
                    let upload = UploadDocuments.uploadID(in: answer.document)
                else { return .failure(.refused(answer)) }
                return .success(upload)
            }
            switch created {
            case .success(let upload):
                remote.journal?.began(upload, fill.path)
                if hasLost { remote.sweepLost(fill.path) }
                state.withLock { $0.created(upload) }
            case .failure(let failure):
                let hasLost = hasLost || !failure.isRefusal
                if tries > 1, failure.mayPass, remote.now() < until {
                    return target.fetch.schedule(after: pause) {
                        self.create(
                            tries: tries - 1,
                            pause: pause * 2,
                            until: until,
                            hasLost: hasLost
                        )
                    }
                }
                if hasLost { remote.sweepLost(fill.path) }
                remote.journal?.forget(fill.path)
                note(failure)
                state.withLock { $0.failed("the upload cannot be begun: \(failure.text)") }
            }
            step()
        }
    }

    /// What holds for the bucket is remembered for the fills to come.
    private func note(_ failure: StoreFailure) {
        if case .refused(let answer) = failure { target.remote.noteRefusal(answer, of: fill.path) }
    }

    /// Computes the part's MD5 on a thread of its own, then sends it.
    private func hash(_ part: RemoteUploadState.Part) {
        target.digests.submit { [self] itemState in
            let md5 = itemState == .active ? Self.md5(of: part) : nil
            let isRunning = target.fetch.execute { self.send(part, md5: md5) }
            if !isRunning { target.budget.give() }
        }
    }

    private static func md5(of part: RemoteUploadState.Part) -> [UInt8]? {
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, MissLimits.digestNiceness)
        return withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 16) { buffer in
            var digest = Digest(.md5)
            var offset = part.offset
            while offset < part.end {
                let count = Int(min(part.end - offset, UInt64(buffer.count)))
                let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
                do throws(ObjectStoreError) {
                    guard try part.file.read(into: piece, at: offset) == count else { return nil }
                } catch {
                    return nil
                }
                digest.update(UnsafeRawBufferPointer(piece))
                offset += UInt64(count)
            }
            return digest.finish()
        }
    }

    private func send(_ part: RemoteUploadState.Part, md5: [UInt8]?) {
        guard let md5 else { return sent(part, .failure(.noAnswer("the spool cannot be read"))) }
        var request = StoreRequest(.put, fill.path)
        request.query = Self.uploadQuery(part.upload, part: part.number)
        request.fields = [("Content-MD5", Base64.encode(md5))]
        request.body = Self.body(part.file, part.offset..<part.end)
        client.send(request) { self.sent(part, $0) }
    }

    private func sent(_ part: RemoteUploadState.Part, _ outcome: StoreClient.Outcome) {
        target.budget.give()
        if case .success(let answer) = outcome, answer.status >= 400 { note(.refused(answer)) }
        let etag = outcome.flatMap { answer -> Result<String, StoreFailure> in
            guard answer.status == 200, let etag = answer.field("etag") else {
                return .failure(.refused(answer))
            }
            return .success(etag)
        }
        state.withLock { state in
            switch etag {
            case .success(let etag): state.sent(part.number, etag: etag)
            case .failure(let failure):
                state.sent(part.number, etag: nil)
                state.failed("part \(part.number): \(failure.text)")
            }
        }
        step()
    }

    private static func body(_ file: TemporaryFile, _ range: Range<UInt64>) -> FetchBody {
        FetchBody(length: range.upperBound - range.lowerBound) { buffer, offset in
            do throws(ObjectStoreError) {
                return try file.read(into: buffer, at: range.lowerBound + offset)
            } catch {
                return nil
            }
        }
    }

    // MARK: The end

    /// Waits until clients' writes of this key have been answered, and learns what the store can do;
    /// then goes on, or gives way to a client.
    private func decide(
        waited: Duration = .zero,
        _ proceed: @escaping @Sendable (_ isConditional: Bool) -> Void
    ) {
        let isWritten = target.table.isBeingWritten(fill.path)
        if fill.isFenced || isWritten && waited >= RemoteLimits.writePatience {
            return giveWay()
        }
        if isWritten {
            return target.fetch.schedule(after: RemoteLimits.writePoll) {
                self.decide(waited: waited + RemoteLimits.writePoll, proceed)
            }
        }
        target.remote.probe.ask(in: bucket, completion: proceed)
    }

    private func giveWay() {
        abort(state.withLock { $0.upload }, .superseded)
    }

    private func putWhole(_ object: VerifiedObject, isConditional: Bool) {
        guard !isConditional else { return put(object, isConditional: true) }
        look(nil, isConditional: false) { self.put(object, isConditional: false) }
    }

    private func put(_ object: VerifiedObject, isConditional: Bool) {
        var request = StoreRequest(.put, fill.path)
        request.fields = [("Content-MD5", Base64.encode(object.md5))]
        if isConditional { request.fields.append(("If-None-Match", "*")) }
        switch object.body {
        case .inline(let bytes): request.body = FetchBody(bytes)
        case .file(let file): request.body = Self.body(file, 0..<object.size)
        }
        sendWithFields(request) { [self] outcome in
            switch outcome {
            case .success(let answer) where answer.status == 200: conclude(.stored)
            case .success(let answer) where answer.status == 412: conclude(.superseded)
            case .success(let answer):
                note(.refused(answer))
                conclude(.storeRefused("PUT answered \(answer.text)"))
            case .failure(let failure): conclude(.storeRefused("PUT: \(failure.text)"))
            }
        }
    }

    /// A store may know the condition with PUT and ignore it here, so that it is always looked.
    private func lookFirst(_ upload: String, _ etags: [String], isConditional: Bool) {
        look(upload, isConditional: isConditional) {
            self.complete(upload, etags, isConditional: isConditional)
        }
    }

    /// Goes on if there is no such object; where the store does not say, only if the write itself
    /// carries the condition.
    private func look(
        _ upload: String?,
        isConditional: Bool,
        _ proceed: @escaping @Sendable () -> Void
    ) {
        client.send(StoreRequest(.head, fill.path)) { [self] outcome in
            if fill.isFenced { return giveWay() }
            switch outcome {
            case .success(let answer) where answer.status < 300: giveWay()
            case .success(let answer) where answer.status == 404 || isConditional: proceed()
            case .failure where isConditional: proceed()
            case .success(let answer):
                abort(upload, .storeRefused("the look before the write: \(answer.text)"))
            case .failure(let failure):
                abort(upload, .storeRefused("the look before the write: \(failure.text)"))
            }
        }
    }

    private func complete(_ upload: String, _ etags: [String], isConditional: Bool) {
        var request = StoreRequest(.post, fill.path, query: Self.uploadQuery(upload))
        let document = UploadDocuments.complete(etags: etags)
        request.body = FetchBody(document)
        request.fields = [
            ("Content-Type", "application/xml"),
            ("Content-MD5", Base64.encode(Digest.of(document, .md5))),
        ]
        if isConditional { request.fields.append(("If-None-Match", "*")) }
        client.send(request) { [self] outcome in
            switch outcome {
            case .success(let answer) where answer.status == 200:
                // An error may come after the head was sent.
                guard UploadDocuments.isCompleted(answer.document) else {
                    return abort(upload, .storeRefused("completing answered \(answer.text)"))
                }
                completed(upload)
            case .success(let answer) where answer.status == 412 || answer.status == 409:
                abort(upload, .superseded)
            case .success(let answer) where answer.code == "NoSuchUpload": confirm(upload)
            case .success(let answer):
                note(.refused(answer))
                abort(upload, .storeRefused("completing answered \(answer.text)"))
            case .failure(let failure): abort(upload, .storeRefused("completing: \(failure.text)"))
            }
        }
    }

    private func completed(_ upload: String) {
        target.remote.journal?.ended(upload)
        conclude(.stored)
    }

    /// An earlier try may have completed the upload, its answer lost.
    private func confirm(_ upload: String) {
        client.send(StoreRequest(.head, fill.path)) { [self] outcome in
            guard case .success(let answer) = outcome, answer.status < 300 else {
                target.remote.journal?.ended(upload)
                return conclude(.storeRefused("the upload is gone and the object not there"))
            }
            completed(upload)
        }
    }

    private func abort(_ upload: String?, _ outcome: FillOutcome) {
        if let upload { target.remote.abort(upload, of: fill.path) }
        conclude(outcome)
    }
}
