import TestSupport

/// What goes wrong at a step of a store, each time that the step is taken.
enum StoreFault: String, CaseIterable {
    case forbidden, failing
    /// Done, and no byte of an answer.
    case hanging
    /// Done, and the answer comes in drops.
    case slow
    /// Done, and the answer breaks off.
    case half
    /// Done, and from then on the store is gone.
    case dead

    /// Sets it at a store.
    func harm(_ store: FakeStore, at step: StoreStep, of key: String, _ gate: Gate) {
        let dead = Gate()
        store.setFault { request in
            if dead.isOpen { return .reset() }
            guard step.isTaken(by: request, of: key) else { return nil }
            return switch self {
            case .forbidden: FakeStore.error(403, "AccessDenied")
            case .failing: FakeStore.error(500, "InternalError")
            case .hanging, .slow, .half, .dead: nil
            }
        }
        store.setLoss { request, answer in
            guard step.isTaken(by: request, of: key) else { return answer }
            var answer = answer
            switch self {
            case .forbidden, .failing: break
            case .hanging: return .silence(gate)
            case .slow: answer.pace = .drip(20, every: .milliseconds(20))
            case .half:
                // A HEAD has no body that could break off: half a head then.
                if request.method == "HEAD" { return .raw("HTTP/1.1 404 Not Fou") }
                answer.declaredLength = answer.body.size + 7
                answer.closes = true
            case .dead:
                dead.open()
                return .reset()
            }
            return answer
        }
    }
}
