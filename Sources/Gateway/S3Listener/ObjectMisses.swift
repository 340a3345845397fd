internal import Determinism
internal import HTTP1
internal import Metrics
internal import Mirroring
internal import NIOCore
internal import Objects
internal import Routing
internal import S3

// A read of an object that the store does not have: the policy of a miss, in one place.
extension S3Application {
    /// The store has no such object: find its mapping, and join or begin what brings it.
    ///
    /// The order matters. The store was looked at first, then the table of fills is entered, and who
    /// begins a fill looks at the store once more: a fill that committed and left the table between
    /// the first two looks would otherwise be fetched again.
    func miss(_ read: ObjectRead) {
        do {
            let mapped = try read.path.withUnsafeBytes { try services.mappings.mapping(for: $0) }
            guard let mapped else {
                let bucket = read.path[..<(read.path.firstIndex(of: UInt8(ascii: "/")) ?? 0)]
                let isBucket = try Array(bucket).withUnsafeBytes {
                    try services.mappings.hasBucket($0)
                }
                guard isBucket else {
                    return read.reply.error(.noSuchBucket(bucket))
                }
                return missUnmapped(read)
            }
            guard let request = missRequest(read) else {
                return read.reply.error(S3Error(.mirrorLoop), .miss)
            }
            if read.isHead {
                answerHead(read, mapped, request)
            } else if mapped.policy.onMiss == .redirect {
                redirect(read, mapped, request)
            } else if mustDescribe(read) {
                describe(read, mapped, request)
            } else {
                stream(read, mapped, request)
            }
        } catch {
            fail(error, read.reply)
        }
    }

    /// What the origin may be told of the request; nil where the request came from this node.
    func missRequest(_ read: ObjectRead) -> MissRequest? {
        let head = read.connection.head
        let configuration = services.configuration
        return read.connection.withHeadBytes { bytes in
            let passed = head.fields.filter { $0.known == .xHeadwaterVia }.map {
                String(decoding: bytes[$0.value], as: UTF8.self)
            }
            guard case .passed(let nodes) = LoopRule.judge(passed, own: [configuration.nodeName])
            else { return nil }
            let target = bytes[head.targetRange]
            let query = target.firstIndex(of: UInt8(ascii: "?")).map {
                String(decoding: target[($0 + 1)...], as: UTF8.self)
            }
            let slash = read.path.firstIndex(of: UInt8(ascii: "/")).map { $0 + 1 }
            return MissRequest(
                key: Array(read.path[(slash ?? read.path.endIndex)...]),
                query: query,
                context: OriginContext(
                    node: configuration.nodeName,
                    version: configuration.version,
                    passed: nodes
                ),
                since: read.began
            )
        }
    }

    // MARK: GET

    func stream(_ read: ObjectRead, _ mapped: MappedOrigin?, _ request: MissRequest) {
        var read = read
        guard let fill = enter(&read, mapped, request, asReader: true) else { return }
        let began = services.misses.now()
        let isFollower = read.result == .follow
        follow(fill, read.connection) { [self] snapshot in
            services.metrics.firstByteMiss.observe(services.misses.now().duration(since: began))
            return deliver(snapshot, fill, read, mapped, request)
        }
        if isFollower {
            if fill.followerCount == 1 { services.misses.promote(fill) }
        } else {
            services.misses.begin(fill, mapped, request)
        }
    }

    /// The fill of a path, joined or new; nil when the reader was answered otherwise.
    private func enter(
        _ read: inout ObjectRead,
        _ mapped: MappedOrigin?,
        _ request: MissRequest,
        asReader: Bool
    ) -> Fill? {
        switch services.misses.enter(read.path, mapped, asReader: asReader) {
        case .fill(let fill, let isNew):
            // A second look may find a fill gone that the first had joined.
            read.result = isNew ? .miss : .follow
            return fill
        case .absent: read.reply.noSuchKey(.miss)
        case .busy: read.reply.error(S3Error(.slowDown), .miss, retryAfterSeconds: 1)
        }
        return nil
    }

    /// The fill knows what it brings, or that it brings nothing: write the head of this answer.
    private func deliver(
        _ snapshot: FillSnapshot,
        _ fill: Fill,
        _ read: ObjectRead,
        _ mapped: MappedOrigin?,
        _ request: MissRequest
    ) -> Follower.Start {
        var read = read
        if snapshot.isHit { read.result = .hit }
        guard let answer = snapshot.answer else {
            switch snapshot.outcome {
            case .alreadyStored:
                leaveFill(read) { [self] in self.read(read) }
            case .failed(let failure):
                leaveFill(read) { [self] in refuse(failure, read) }
            case .running, .complete: preconditionFailure("a fill of no answer has \(snapshot)")
            }
            return .finished
        }
        let verdict = judge(answer, read)
        if let size = answer.size, verdict == .unsatisfiable || isRefused(verdict) {
            leaveFill(read) { [self] in _ = refuse(verdict, read.result, read.reply, size: size) }
            return .finished
        }
        if case .part(let part) = verdict, read.mayFetchRange, !read.isHead,
            RangeRide(
                first: part.lowerBound,
                front: snapshot.released,
                acceptsRanges: answer.acceptsRanges
            ) == .fetch
        {
            leaveFill(read) { [self] in
                fetchRange(part, answer, read, mapped, request)
            }
            return .finished
        }
        if let first = firstByte(verdict, read), first < snapshot.windowStart {
            // Let go of while this reader came in: another fill brings it.
            leaveFill(read) { [self] in self.read(read) }
            return .finished
        }
        return send(answer, verdict, read)
    }

    /// The first byte of the object that an answer carries; nil for one without a body.
    private func firstByte(_ verdict: ReadVerdict, _ read: ObjectRead) -> UInt64? {
        switch verdict {
        case _ where read.isHead: nil
        case .whole: 0
        case .part(let part): part.lowerBound
        case .notModified, .unsatisfiable, .preconditionFailed: nil
        }
    }

    func judge(_ answer: AnswerHead, _ read: ObjectRead) -> ReadVerdict {
        func verdict(_ etag: UnsafeRawBufferPointer?) -> ReadVerdict {
            ReadVerdict(
                read.connection,
                etag: etag,
                modifiedSeconds: answer.modifiedSeconds,
                size: answer.size
            )
        }
        guard var etag = answer.etag else { return verdict(nil) }
        return etag.withUTF8 { verdict(UnsafeRawBufferPointer($0)) }
    }

    private func isRefused(_ verdict: ReadVerdict) -> Bool {
        if case .preconditionFailed = verdict { true } else { false }
    }

    /// The follower goes before anything else is written, for a finished answer lets the
    /// connection take its next request, which may set another source.
    private func leaveFill(_ read: ObjectRead, _ action: @escaping () -> Void) {
        let bound = NIOLoopBound(action, eventLoop: context.loop)
        context.loop.execute { bound.value() }
    }

    func send(
        _ answer: AnswerHead,
        _ verdict: ReadVerdict,
        _ read: ObjectRead
    ) -> Follower.Start {
        let head = answer.headerBlock.withUnsafeBytes { block in
            ObjectHead(
                size: answer.size,
                block: block,
                notStored: answer.notStored,
                overrides: read.overrides,
                fetcher: answer.fetcher
            ).write(verdict, read.result, read.reply)
        }
        read.connection.write(head.buffer)
        switch verdict {
        case .part(let part):
            return read.isHead ? .send(0..<0) : .send(part)
        case .whole:
            guard !read.isHead else { return .send(0..<0) }
            guard let size = answer.size else {
                return .sendAll(chunked: read.connection.head.minorVersion > 0)
            }
            return .send(0..<size)
        case .notModified, .unsatisfiable, .preconditionFailed:
            return .send(0..<0)
        }
    }

    /// Fetches a far range for one reader, now (edge 7); the whole goes on in the background.
    func fetchRange(
        _ part: Range<UInt64>,
        _ answer: AnswerHead,
        _ read: ObjectRead,
        _ mapped: MappedOrigin?,
        _ request: MissRequest
    ) {
        let fill = Fill(path: read.path, mappingKey: mapped?.key, firstByte: part.lowerBound)
        var request = request
        request.version = answer.version
        fill.followerJoined()
        follow(fill, read.connection) { [self] snapshot in
            guard snapshot.answer != nil else {
                // Whatever it was, the fill of the whole is the way that is left.
                var read = read
                read.mayFetchRange = false
                leaveFill(read) { [self] in self.read(read) }
                return .finished
            }
            // The fill of the whole said what the object is; its range says no more.
            return send(answer, .part(part), read)
        }
        let known = KnownObject(size: answer.size, validator: answer.validator)
        let driver = FillDriver(
            fill: fill,
            kind: .range(part, of: known),
            mapped: mapped,
            request: request,
            services: services.misses
        )
        services.misses.begin(driver)
    }

    // MARK: HEAD

    private func answerHead(_ read: ObjectRead, _ mapped: MappedOrigin, _ request: MissRequest) {
        let misses = services.misses
        if let fill = misses.table.fill(read.path) {
            return followForHead(fill, read, mapped, request)
        }
        guard !misses.table.isAbsent(read.path, revision: mapped.revision, at: misses.now()) else {
            services.metrics.negativeHits.increment()
            return read.reply.noSuchKey(.miss)
        }
        let entry =
            misses.refusesMisses || misses.spool.isExhausted
            ? .full
            : misses.table.probe(read.path) {
                HeadProbe(path: read.path, mapped: mapped, request: request, services: misses)
            }
        switch entry {
        case .fill(let fill): followForHead(fill, read, mapped, request)
        case .joined(let probe): wait(for: probe, read) { $0.finishHead($1, $2) }
        case .began(let probe):
            wait(for: probe, read) { $0.finishHead($1, $2) }
            probe.start()
        case .full: read.reply.error(S3Error(.slowDown), .miss, retryAfterSeconds: 1)
        }
    }

    private func followForHead(
        _ fill: Fill,
        _ read: ObjectRead,
        _ mapped: MappedOrigin,
        _ request: MissRequest
    ) {
        var read = read
        read.result = .follow
        fill.followerJoined()
        follow(fill, read.connection) { [self] snapshot in
            deliver(snapshot, fill, read, mapped, request)
        }
    }

    /// Goes on with a read on its own loop when a probe has its answer, unless the client is gone.
    func wait(
        for probe: HeadProbe,
        _ read: ObjectRead,
        _ action: @escaping (S3Application, HeadProbe.Outcome, ObjectRead) -> Void
    ) {
        let pending = PendingReply(read.reply)
        let bound = NIOLoopBound((self, pending, read, action), eventLoop: context.loop)
        let loop = context.loop
        probe.whenAnswered { outcome in
            loop.execute {
                let (application, pending, read, action) = bound.value
                guard pending.take() != nil else { return }
                action(application, outcome, read)
            }
        }
    }

    func finishHead(_ outcome: HeadProbe.Outcome, _ read: ObjectRead) {
        var read = read
        let answer: AnswerHead
        switch outcome {
        case .failure(let failure): return refuse(failure, read)
        case .success(.stored): return self.read(read)
        case .success(.own): preconditionFailure("a HEAD was answered with a description")
        case .success(.object(let found)): answer = found
        case .success(.remote(let head)):
            if head.isHit { read.result = .hit }
            answer = head.answer
        }
        let verdict = judge(answer, read)
        if refuse(verdict, read.result, read.reply, size: answer.size ?? 0) { return }
        _ = send(answer, verdict, read)
        read.connection.finish()
    }

    func refuse(_ failure: MissFailure, _ read: ObjectRead) {
        let slash = read.path.firstIndex(of: UInt8(ascii: "/")) ?? 0
        read.reply.error(
            MissRefusal.error(failure, key: read.path[(slash + 1)...]),
            read.result,
            retryAfterSeconds: failure.retryAfterSeconds
        )
    }

    // MARK: Background

    /// Answers with the way to the origin, and mirrors the object meanwhile (edge 13).
    private func redirect(_ read: ObjectRead, _ mapped: MappedOrigin, _ request: MissRequest) {
        let misses = services.misses
        guard !misses.table.isAbsent(read.path, revision: mapped.revision, at: misses.now()) else {
            services.metrics.negativeHits.increment()
            return read.reply.noSuchKey(.miss)
        }
        do {
            let base = try OriginBase(mapped.policy.origins[0], region: mapped.policy.region)
            let query = mapped.policy.forwardsQuery ? request.query : nil
            let url = base.object(key: request.key, query: query)
            var head = read.reply.head(302, .miss)
            head.field("Location", url.text.utf8)
            head.field("Content-Length", "0")
            head.end()
            read.connection.write(head.buffer)
            read.connection.finish()
            mirror(read.path, mapped, request)
        } catch {
            read.reply.error(S3Error(.originUnavailable, "The origin's URL: \(error)."), .miss)
        }
    }
}
