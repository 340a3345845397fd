internal import Catalog
internal import Determinism
internal import Mirroring
internal import Routing
internal import Synchronization

/// What each mapping's origin is asked for at the moment: connections in use, fetches that wait for
/// one, and bandwidth (edge 29).
///
/// Used on the fetch thread, but for the views of the cluster, which come on any.
final class OriginLedger: Sendable {
    private struct Account {
        /// As it was asked for last.
        var mapped: MappedOrigin
        var gate = ConnectionGate(limit: nil)
        var bucket: TokenBucket?
        var rate: UInt64?
    }

    private struct State {
        var accounts: [String: Account] = [:]
        var waiting: [UInt64: @Sendable () -> Void] = [:]
        /// By which the views of the cluster are observed.
        var observation: UInt64?
    }

    private let state = Mutex(State())
    /// The other members, with whom a mapping's limits are shared; nil for a node alone.
    private let peering: Peering?

    init(peering: Peering? = nil) {
        self.peering = peering
        let observation = peering?.observe { [weak self] in self?.divideAnew() }
        state.withLock { $0.observation = observation }
    }

    deinit {
        if let observation = state.withLock({ $0.observation }) {
            peering?.stopObserving(observation)
        }
    }

    /// Asks for one of the mapping's connections; `admitted` runs later if it has to wait.
    func request(
        _ mapped: MappedOrigin,
        identity: UInt64,
        priority: ConnectionGate.Priority,
        admitted: @escaping @Sendable () -> Void
    ) -> ConnectionGate.Admission {
        let (admission, ready) = state.withLock { state in
            var account = state.accounts[mapped.key] ?? Account(mapped: mapped)
            account.mapped = mapped
            let freed = account.gate.setLimit(connections(of: mapped))
            let admission = account.gate.request(identity, priority)
            if admission == .queued { state.waiting[identity] = admitted }
            state.accounts[mapped.key] = account
            return (admission, freed.compactMap { state.waiting.removeValue(forKey: $0) })
        }
        for action in ready { action() }
        return admission
    }

    /// Gives a connection back and lets the next one go.
    func release(_ mapped: MappedOrigin) {
        let ready = state.withLock { state in
            guard var account = state.accounts[mapped.key] else {
                preconditionFailure("a connection of \(mapped.key) was given back twice")
            }
            let freed = account.gate.setLimit(connections(of: mapped)) + account.gate.release()
            let isIdle = account.gate.active == 0 && account.gate.waiting == 0
            state.accounts[mapped.key] = isIdle && account.bucket == nil ? nil : account
            return freed.compactMap { state.waiting.removeValue(forKey: $0) }
        }
        for action in ready { action() }
    }

    /// Leaves the queue; false when the connection was granted already or never asked for.
    func cancel(_ mapped: MappedOrigin, identity: UInt64) -> Bool {
        state.withLock { state in
            state.waiting[identity] = nil
            return state.accounts[mapped.key]?.gate.cancel(identity) ?? false
        }
    }

    /// A reader came to a fetch that waits in the background.
    func promote(_ mapped: MappedOrigin, identity: UInt64) {
        state.withLock { state in
            _ = state.accounts[mapped.key]?.gate.promote(identity)
        }
    }

    /// Takes bandwidth for up to `count` bytes, or tells when to ask again.
    func take(
        _ mapped: MappedOrigin,
        upTo count: UInt64,
        at now: Instant
    ) -> (granted: UInt64, waitUntil: Instant?) {
        guard let total = mapped.mapping.maximumBandwidth?.bytes, total > 0 else {
            return (count, nil)
        }
        let members = peering?.view.members.count ?? 1
        let rate = ConnectionShare.bandwidth(total, members: members)
        return state.withLock { state in
            var account = state.accounts[mapped.key] ?? Account(mapped: mapped)
            var bucket = account.bucket ?? TokenBucket(rate: rate, at: now)
            if account.rate != rate { bucket.setRate(rate, at: now) }
            let result = bucket.take(upTo: count, at: now)
            account.bucket = bucket
            account.rate = rate
            state.accounts[mapped.key] = account
            return result
        }
    }

    /// A view came: who waits may go at once where it gives this node a larger share.
    private func divideAnew() {
        let ready = state.withLock { state in
            var freed: [UInt64] = []
            for (key, var account) in state.accounts where account.gate.waiting > 0 {
                freed += account.gate.setLimit(connections(of: account.mapped))
                state.accounts[key] = account
            }
            return freed.compactMap { state.waiting.removeValue(forKey: $0) }
        }
        for action in ready { action() }
    }

    /// This node's share of the mapping's connections in the current view.
    ///
    /// At least one, also where the view gives it none: only what an earlier view sent here asks
    /// then, and readers wait for it.
    private func connections(of mapped: MappedOrigin) -> Int {
        let total = mapped.mapping.maximumConnections
        guard let peering, !peering.isAlone else { return total }
        let members = peering.view.members
        guard let index = members.firstIndex(of: peering.name) else {
            return members.isEmpty ? total : 1
        }
        let share = ConnectionShare.connections(
            total,
            mapping: mapped.key.utf8,
            index: index,
            members: members.count
        )
        return max(share, 1)
    }
}
