internal import Catalog
internal import Determinism
internal import Metrics
internal import Mirroring
internal import NIOCore
internal import Objects
internal import Routing

// How fills begin, whoever wants the object: a client of this node, or another member.
extension MissServices {
    /// What came of the wish for an object.
    enum Entrance {
        /// A fill to follow; a new one is yet to be begun.
        case fill(Fill, isNew: Bool)
        /// No origin has it; that was found out lately.
        case absent
        /// The node does not take on more, or is ending.
        case busy
    }

    /// The fill of a path, joined or new.
    func enter(
        _ path: [UInt8],
        _ mapped: MappedOrigin?,
        position: UInt64 = 0,
        asReader: Bool
    ) -> Entrance {
        if refusesMisses || spool.isExhausted {
            guard let fill = table.fill(path), asReader, fill.snapshot().windowStart <= position
            else { return .busy }
        }
        let entry = table.enter(
            path,
            position: position,
            asReader: asReader,
            revision: mapped?.revision ?? 0,
            at: now()
        ) {
            let fill = Fill(path: path, mappingKey: mapped?.key)
            if let peering, !peering.isAlone { fill.setStanding(.seeking) }
            return fill
        }
        switch entry {
        case .joined(let fill): return .fill(fill, isNew: false)
        case .began(let fill): return .fill(fill, isNew: true)
        case .absent:
            metrics.negativeHits.increment()
            return .absent
        case .full: return .busy
        }
    }

    /// Looks at the store once more and starts the fetch, or sends the readers back to the store.
    func begin(_ fill: Fill, _ mapped: MappedOrigin?, _ request: MissRequest) {
        do {
            guard try !target.wasStored(fill.path, since: request.since) else {
                table.remove(fill)
                fill.publish { $0.outcome = .alreadyStored }
                return
            }
        } catch {
            table.remove(fill)
            let failure = MissFailure(.slowDown, "The store cannot be read.")
            fill.publish { $0.outcome = .failed(failure) }
            return
        }
        begin(
            FillDriver(
                fill: fill,
                kind: .whole,
                mapped: mapped,
                request: request,
                services: self
            )
        )
    }

    /// Begins a fill that nobody waits for, where the mapping and the node's limits allow it.
    func fillInBackground(
        _ path: [UInt8],
        _ mapped: MappedOrigin,
        _ request: MissRequest,
        as head: AnswerHead?
    ) {
        guard mapped.policy.onHead == .fill || head == nil, head?.notStored == nil else { return }
        guard !isDraining, !spool.isExhausted else { return }
        var request = request
        request.modifiedMilliseconds = head?.modifiedMilliseconds
        if case .fill(let fill, isNew: true) = enter(path, mapped, asReader: false) {
            begin(fill, mapped, request)
        }
    }

    /// Whether the store has the object, which a look that began at `since` had not found.
    func isStored(_ path: [UInt8], since: Instant) -> Bool {
        do {
            return try target.wasStored(path, since: since)
        } catch {
            // What cannot be read is fetched; that it cannot be stored will be said there.
            metrics.storeFailures.increment()
            return false
        }
    }

    /// What the route of a path must know.
    func task(
        _ path: [UInt8],
        _ mapped: MappedOrigin?,
        _ peering: Peering
    ) -> FillRoute.Task {
        let patience = mapped.map { $0.policy.connectTimeout + $0.policy.idleTimeout }
        return FillRoute.Task(
            path: path,
            rule: mapped?.rule,
            hasOrigin: mapped != nil,
            isThorough: peering.isThorough,
            patience: (patience ?? MissLimits.starvation) + PeeringLimits.patienceMargin
        )
    }
}

extension MappedOrigin {
    /// What decides which members may fetch under the mapping.
    var rule: PathRanks.Rule {
        PathRanks.Rule(mapping: Array(key.utf8), connections: mapping.maximumConnections)
    }
}
