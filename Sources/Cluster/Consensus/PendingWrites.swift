internal import Catalog
internal import Determinism
internal import PeerProtocol
internal import Raft

/// The writes that wait at a node, from their arrival to their answer.
///
/// Each is in one of these places: proposed and waiting for its entry, passed on to the leader,
/// waiting for a leader, or done and waiting for this node to apply it too. All wait equally long,
/// so the order of arrival is the order of giving up.
struct PendingWrites {
    private struct Waiter {
        var id: UInt64
        var term: Term
    }

    private struct Lagging {
        var id: UInt64
        var result: CommandResult
        var index: LogIndex
    }

    private var requests: [UInt64: WriteRequest] = [:]
    private var arrivals: [(id: UInt64, deadline: Instant)] = []
    private var firstArrival = 0
    private var waiters: [LogIndex: Waiter] = [:]
    private var lagging: [Lagging] = []
    /// Writes without a leader, in order of arrival.
    private(set) var parked: [UInt64] = []
    private var nextID: UInt64 = 1

    var isEmpty: Bool { requests.isEmpty }
    /// When the oldest gives up.
    var deadline: Instant? {
        firstArrival < arrivals.count ? arrivals[firstArrival].deadline : nil
    }

    subscript(_ id: UInt64) -> WriteRequest? { requests[id] }

    mutating func add(_ request: WriteRequest, deadline: Instant) -> UInt64 {
        let id = newID()
        requests[id] = request
        arrivals.append((id, deadline))
        return id
    }

    /// A number that no write, read or change of this loop has.
    mutating func newID() -> UInt64 {
        defer { nextID += 1 }
        return nextID
    }

    mutating func park(_ id: UInt64) {
        if requests[id] != nil { parked.append(id) }
    }

    mutating func takeParked() -> [UInt64] {
        defer { parked = [] }
        return parked.filter { requests[$0] != nil }
    }

    mutating func expect(_ accepted: AcceptedProposal) {
        waiters[accepted.position.index] = Waiter(id: accepted.id, term: accepted.position.term)
    }

    mutating func complete(_ id: UInt64, _ outcome: ForwardOutcome) {
        requests.removeValue(forKey: id)?.completion(outcome)
    }

    /// Answers the write whose entry was applied.
    ///
    /// - Returns: a write whose entry will never be, as another took its place.
    mutating func applied(_ command: AppliedCommand) -> UInt64? {
        guard let waiter = waiters.removeValue(forKey: command.position.index) else { return nil }
        guard waiter.term == command.position.term else { return waiter.id }
        complete(waiter.id, .done(command.result, command.position.index))
        return nil
    }

    /// The writes whose entries a snapshot covered, so that what became of them is not known.
    mutating func covered(through index: LogIndex) -> [UInt64] {
        let covered = waiters.filter { $0.key <= index }.sorted { $0.key < $1.key }
        for (key, _) in covered { waiters[key] = nil }
        return covered.map(\.value.id)
    }

    /// A write that the leader applied is answered when this node has it too.
    mutating func completeLater(_ id: UInt64, _ result: CommandResult, _ index: LogIndex) {
        lagging.append(Lagging(id: id, result: result, index: index))
    }

    mutating func caughtUp(to applied: LogIndex) {
        guard !lagging.isEmpty else { return }
        let reached = lagging.filter { $0.index <= applied }
        lagging.removeAll { $0.index <= applied }
        for write in reached { complete(write.id, .done(write.result, write.index)) }
    }

    /// Gives up what has waited long enough; what the leader did is told as done all the same.
    mutating func expire(at now: Instant, _ error: ControlPlaneError) {
        while firstArrival < arrivals.count, arrivals[firstArrival].deadline <= now {
            let id = arrivals[firstArrival].id
            firstArrival += 1
            guard requests[id] != nil else { continue }
            if let position = lagging.firstIndex(where: { $0.id == id }) {
                let write = lagging.remove(at: position)
                complete(id, .done(write.result, write.index))
            } else {
                complete(id, .refused(error))
            }
        }
        if firstArrival > 1_024, firstArrival * 2 > arrivals.count {
            arrivals.removeFirst(firstArrival)
            firstArrival = 0
        }
    }

    /// Drops the arrivals at the front that were answered, so that nobody wakes for them.
    mutating func forgetAnswered() {
        while firstArrival < arrivals.count, requests[arrivals[firstArrival].id] == nil {
            firstArrival += 1
        }
        guard firstArrival == arrivals.count else { return }
        arrivals.removeAll(keepingCapacity: true)
        firstArrival = 0
    }

    mutating func failAll(_ error: ControlPlaneError) {
        for id in requests.keys.sorted() { complete(id, .refused(error)) }
    }
}
