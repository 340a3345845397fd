internal import Determinism
internal import LMDB
internal import PeerProtocol
internal import Raft

/// The bounded queue of a consensus loop, and the place where it waits for its transaction.
final class ConsensusInbox: Sendable {
    typealias Saved = Result<[AppliedCommand], any Error>

    private struct State {
        var requests: [LoopRequest] = []
        var messages = 0
        var saved: Saved?
        var isClosed = false
    }

    private enum Taken {
        case closed
        case requests([LoopRequest])
    }

    private let state = Monitor(State())
    private let waitingRequests: Int
    private let waitingMessages: Int

    init(waitingRequests: Int, waitingMessages: Int) {
        self.waitingRequests = waitingRequests
        self.waitingMessages = waitingMessages
    }

    /// Adds a message; false if it was dropped.
    @discardableResult
    func addMessage(_ request: LoopRequest) -> Bool {
        state.updateForOne { state in
            guard !state.isClosed, state.messages < waitingMessages else { return false }
            state.messages += 1
            state.requests.append(request)
            return true
        }
    }

    /// Adds what somebody waits for; says why not.
    func add(_ request: LoopRequest) -> ControlPlaneError? {
        state.updateForOne { state in
            guard !state.isClosed else { return .closed }
            guard state.requests.count - state.messages < waitingRequests else {
                return .overloaded
            }
            state.requests.append(request)
            return nil
        }
    }

    /// Adds an answer to something the loop began: never refused, for there are only so many.
    func addAnswer(_ request: LoopRequest) {
        state.updateForOne { $0.requests.append(request) }
    }

    func saved(_ result: Saved) {
        state.updateForOne { $0.saved = result }
    }

    func close() {
        state.update { $0.isClosed = true }
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Everything that arrived, waiting for the first until a moment; nil when closed.
    func take(until deadline: Instant?) -> [LoopRequest]? {
        let taken = state.wait(untilNanoseconds: deadline?.nanoseconds) { state -> Taken? in
            if state.isClosed { return .closed }
            return state.requests.isEmpty ? nil : .requests(Self.takeAll(&state))
        }
        return switch taken {
        case .closed: nil
        case .requests(let requests): requests
        case nil: []
        }
    }

    /// What is left of the queue, without waiting.
    func drain() -> [LoopRequest] {
        state.withLock { Self.takeAll(&$0) }
    }

    /// Waits for the end of a transaction; nil at a moment.
    func waitForSaved(until deadline: Instant?) -> Saved? {
        state.wait(untilNanoseconds: deadline?.nanoseconds) { state in
            defer { state.saved = nil }
            return state.saved
        }
    }

    private static func takeAll(_ state: inout State) -> [LoopRequest] {
        var taken: [LoopRequest] = []
        swap(&taken, &state.requests)
        state.messages = 0
        return taken
    }
}
