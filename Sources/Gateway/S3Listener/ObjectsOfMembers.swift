internal import NIOPosix
internal import NIOCore
internal import Objects
internal import Routing
internal import S3
internal import Synchronization

// Lists, deletes and writes where each member has a store of its own.
extension S3Application {
    /// The list of a bucket, merged from all members; false where this node's is all there is.
    func listEverywhere(_ parameters: ListParameters, _ bucket: [UInt8], _ reply: S3Reply) -> Bool {
        guard let peering = services.fellows else { return false }
        let list = PeerList(
            bucket: bucket,
            prefix: parameters.prefix,
            delimiter: parameters.delimiter,
            after: parameters.position.bytes,
            limit: min(parameters.maxKeys, FillMessageLimits.listEntries)
        )
        let pending = NIOLoopBound(PendingReply(reply), eventLoop: context.loop)
        let loop = context.loop
        let (store, blocking) = (services.store, services.blocking)
        PeerCalls.send(.list(list), to: peering, on: loop) { answers in
            blocking.submit { _ in
                let result = MemberLists.merge(answers, LocalList.page(list, store), list.limit)
                loop.execute {
                    guard let reply = pending.value.take() else { return }
                    switch result {
                    case .success(let page):
                        reply.document(MemberLists.document(bucket, parameters, page))
                    case .failure(let error): reply.error(error, retryAfterSeconds: 1)
                    }
                }
            }
        }
        return true
    }
}

extension GatewayServices {
    /// The other members whose stores count too; nil where the view has none, and for a shared store.
    var fellows: Peering? {
        guard let peering, peering.isThorough, !peering.isAlone, !peering.others.isEmpty else {
            return nil
        }
        return peering
    }

    /// Has the other members delete what was deleted here; ends well when all have done it.
    func spread(
        _ deletions: [(path: [UInt8], condition: CommitCondition)],
        _ result: Result<[CommitOutcome], ObjectStoreError>,
        on loop: any EventLoop,
        completion: @escaping @Sendable (Result<[CommitOutcome], any Error>) -> Void
    ) {
        guard case .success(let outcomes) = result else {
            return completion(result.mapError { $0 })
        }
        guard let peering, peering.isThorough, !peering.others.isEmpty else {
            return completion(.success(outcomes))
        }
        let paths = zip(deletions, outcomes).filter { $0.1 == .stored }.map(\.0.path)
        spread(paths[...], peering, loop) { missing in
            guard let missing else { return completion(.success(outcomes)) }
            completion(
                .failure(S3Error(.serviceUnavailable, "Not deleted with \(missing); try again."))
            )
        }
    }

    /// - Parameter completion: called with a member that did not answer, or nil.
    private func spread(
        _ paths: ArraySlice<[UInt8]>,
        _ peering: Peering,
        _ loop: any EventLoop,
        completion: @escaping @Sendable (String?) -> Void
    ) {
        guard !paths.isEmpty else { return completion(nil) }
        let now = Array(paths.prefix(FillMessageLimits.deletions))
        let rest = paths.dropFirst(now.count)
        PeerCalls.send(.delete(paths: now), to: peering, on: loop) { answers in
            let missing = answers.first { answer in
                if case .deleted? = answer.message { false } else { true }
            }
            if let missing { return completion(missing.member) }
            self.spread(rest, peering, loop, completion: completion)
        }
    }
}
