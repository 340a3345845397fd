internal import HTTP1
internal import Logging
internal import Metrics
internal import Mirroring
internal import NIOCore
internal import Routing
internal import S3

// What a miss needs only where there are other members.
extension S3Application {
    private var peering: Peering? {
        services.peering.flatMap { $0.isAlone ? nil : $0 }
    }

    /// Whether other members are to be asked what the object is before any of its bytes: a range of
    /// an object that lies elsewhere must not bring the whole of it here.
    func mustDescribe(_ read: ObjectRead) -> Bool {
        guard peering != nil, read.mayFetchRange, read.connection.head.has(.range) else {
            return false
        }
        return services.misses.table.fill(read.path) == nil
    }

    /// A range: learns what the object is, then has the range fetched.
    func describe(_ read: ObjectRead, _ mapped: MappedOrigin?, _ request: MissRequest) {
        probe(.description, read, mapped, request) { application, outcome, read in
            switch outcome {
            case .failure(let failure): application.refuse(failure, read)
            case .success(.own): application.stream(read, mapped, request)
            case .success(.stored): application.read(read)
            case .success(.object(let answer)):
                application.deliver(answer, read, mapped, request)
            case .success(.remote(let head)):
                var read = read
                if head.isHit { read.result = .hit }
                application.deliver(head.answer, read, mapped, request)
            }
        }
    }

    private func deliver(
        _ answer: AnswerHead,
        _ read: ObjectRead,
        _ mapped: MappedOrigin?,
        _ request: MissRequest
    ) {
        let verdict = judge(answer, read)
        if refuse(verdict, read.result, read.reply, size: answer.size ?? 0) { return }
        switch verdict {
        case .part(let part): fetchRange(part, answer, read, mapped, request)
        case .notModified:
            _ = send(answer, verdict, read)
            read.connection.finish()
        case .whole, .unsatisfiable, .preconditionFailed:
            var read = read
            read.mayFetchRange = false
            stream(read, mapped, request)
        }
    }

    /// There is no mapping; another member may have the object all the same.
    func missUnmapped(_ read: ObjectRead) {
        guard let peering, peering.isThorough else { return read.reply.noSuchKey(.bypass) }
        guard let request = missRequest(read) else {
            return read.reply.error(S3Error(.mirrorLoop), .miss)
        }
        if read.isHead {
            probe(.head, read, nil, request) { application, outcome, read in
                application.finishHead(outcome, read)
            }
        } else if mustDescribe(read) {
            describe(read, nil, request)
        } else {
            stream(read, nil, request)
        }
    }

    /// Tells the member that fetches a path that its object was deleted from the shared store, so
    /// that a fill under way there does not bring it back.
    ///
    /// After a write no word is needed: the fill finds the object and gives way.
    func fenceElsewhere(_ path: [UInt8]) {
        guard let peering else { return }
        do {
            let mapped = try path.withUnsafeBytes { try services.mappings.mapping(for: $0) }
            guard let mapped else { return }
            let view = peering.surroundings.history.current
            let ranks = PathRanks(path: path, rule: mapped.rule, view: view)
            guard let fetcher = ranks.fetcher, fetcher != peering.name else { return }
            PeerExchange(.delete(paths: [path]), to: fetcher, peering.pool) { _ in }.start()
        } catch {
            services.logger.error("mapping cannot be read", metadata: ["error": "\(error)"])
        }
    }

    /// Has an object mirrored that nobody here waits for, by the member that fetches it.
    func mirror(_ path: [UInt8], _ mapped: MappedOrigin, _ request: MissRequest) {
        let misses = services.misses
        guard peering != nil else {
            return misses.fillInBackground(path, mapped, request, as: nil)
        }
        let probe = HeadProbe(
            path: path,
            want: .description,
            mapped: mapped,
            request: request,
            services: misses
        )
        probe.whenAnswered { outcome in
            guard case .success(.own) = outcome else { return }
            misses.fillInBackground(path, mapped, request, as: nil)
        }
        probe.start()
    }

    private func probe(
        _ want: PeerRead.Want,
        _ read: ObjectRead,
        _ mapped: MappedOrigin?,
        _ request: MissRequest,
        _ action: @escaping (S3Application, HeadProbe.Outcome, ObjectRead) -> Void
    ) {
        let probe = HeadProbe(
            path: read.path,
            want: want,
            mapped: mapped,
            request: request,
            services: services.misses
        )
        wait(for: probe, read, action)
        probe.start()
    }
}
