internal import TestSupport

/// Whether the answer to a read of an object is one that the store of a node may give.
enum ObjectJudge {
    /// The promise that an answer breaks; nil where it breaks none, or says nothing of the object.
    ///
    /// - Parameters:
    ///   - body: what the object is, where it is there; the answer was compared with it.
    ///   - node: the name of who answered.
    static func violation(
        _ answer: RawAnswer,
        _ expectation: ObjectLedger.Expectation,
        key: String,
        body: BodySource,
        node: String
    ) -> ChaosViolation? {
        switch answer.status {
        case 404 where expectation == .there:
            return ChaosViolation(
                rule: "what is there is found",
                detail: "\(node) answered 404 for \(key)"
            )
        case 200 where expectation == .absent:
            return ChaosViolation(
                rule: "what was deleted is gone",
                detail: "\(node) still has \(key)"
            )
        case 200: break
        default: return nil
        }
        if let place = answer.firstMismatch {
            return ChaosViolation(
                rule: "bodies are exact",
                detail: "\(key) from \(node) differs at byte \(place)"
            )
        }
        guard answer.end.isClean, answer.bodyCount != body.size else { return nil }
        return ChaosViolation(
            rule: "bodies are whole",
            detail: "\(key) from \(node) ended well after \(answer.bodyCount) bytes"
        )
    }
}
