import Catalog
import Cluster
import PeerProtocol
import Raft
import Synchronization

/// A peer handler that remembers what it was told and answers every write alike.
final class RecordingHandler: PeerHandler {
    private struct State {
        var envelopes: [Envelope] = []
        var lost: [NodeID] = []
        var writes: [[UInt8]] = []
    }

    private let state = Mutex(State())
    private let outcome: ForwardOutcome?

    /// - Parameter outcome: nil to leave writes without an answer.
    init(outcome: ForwardOutcome? = .notLeader) {
        self.outcome = outcome
    }

    var envelopes: [Envelope] { state.withLock { $0.envelopes } }
    var lost: [NodeID] { state.withLock { $0.lost } }
    var writes: [[UInt8]] { state.withLock { $0.writes } }

    func receive(_ envelope: Envelope) -> Bool {
        state.withLock { $0.envelopes.append(envelope) }
        return true
    }

    func lost(_ peer: NodeID) {
        state.withLock { $0.lost.append(peer) }
    }

    func receiveWrite(
        _ command: [UInt8],
        completion: @escaping @Sendable (ForwardOutcome) -> Void
    ) {
        state.withLock { $0.writes.append(command) }
        if let outcome { completion(outcome) }
    }
}
