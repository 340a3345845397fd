internal import NIOPosix
internal import NIOCore
internal import Objects
internal import Routing
internal import S3
internal import Synchronization

// Lists, deletes and writes where each member has a store of its own.
extension S3Application {
    /// The other members whose stores count too; nil where the view has none, and for a shared store.
    private var fellows: Peering? {
        guard let peering = services.peering, peering.isThorough, !peering.isAlone,
            !peering.others.isEmpty
        else { return nil }
        return peering
    }

    /// Answers a write that a cluster of several members does not take; false where it does.
    ///
    /// Copies that no other member has would be lost with their node.
    func refuseWrite(_ reply: S3Reply) -> Bool {
        guard fellows != nil else { return false }
        reply.error(
            S3Error(
                .operationAborted,
                "A cluster of several nodes takes writes with a shared store only: "
                    + "start its nodes with --store s3:URL."
            )
        )
        return true
    }

    /// Deletes an object here and with all members; answered when all have done it.
    func deleteEverywhere(_ reply: S3Reply) {
        let pending = NIOLoopBound(PendingReply(reply), eventLoop: context.loop)
        let loop = context.loop
        let (peering, store, path) = (fellows, services.store, reply.path)
        services.misses.table.fence(path)
        store.delete(path: path) { result in
            if case .failure(let error) = result {
                loop.execute { pending.value.take()?.error(StoreRefusal.error(error)) }
                return
            }
            guard let peering else {
                loop.execute { pending.value.take()?.empty(204) }
                return
            }
            PeerCalls.send(.delete(path: path), to: peering, on: loop) { answers in
                let missing = answers.filter { answer in
                    if case .deleted? = answer.message { false } else { true }
                }.map(\.member)
                loop.execute {
                    guard let reply = pending.value.take() else { return }
                    if missing.isEmpty { return reply.empty(204) }
                    let names = missing.joined(separator: ", ")
                    reply.error(
                        S3Error(.serviceUnavailable, "Not deleted with \(names); try again."),
                        retryAfterSeconds: 1
                    )
                }
            }
        }
    }

    /// The list of a bucket, merged from all members; false where this node's is all there is.
    func listEverywhere(_ parameters: ListParameters, _ bucket: [UInt8], _ reply: S3Reply) -> Bool {
        guard let peering = fellows else { return false }
        let list = PeerList(
            bucket: bucket,
            prefix: parameters.prefix,
            delimiter: parameters.delimiter,
            after: parameters.position.bytes,
            limit: min(parameters.maxKeys, PeeringLimits.listEntries)
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
