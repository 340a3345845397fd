import Fetch

/// What an answer to a HEAD means for the run.
enum WarmVerdict: Equatable {
    /// It was there already.
    case present
    /// It is being mirrored now.
    case mirrored
    /// Try again after this long.
    case retry(after: Duration)
    /// There is no way to mirror it.
    case failed(String)
    /// Neither the node nor the origin could say: another run should ask again.
    case unanswered(String)

    /// The most tries of a path that the node is too busy for, and of one that fails otherwise.
    static let busyTries = 100
    static let brokenTries = 4

    /// - Parameter attempt: from 1.
    static func judge(_ answer: HeadRequest.Answer, attempt: Int) -> WarmVerdict {
        switch answer {
        case .failed(let failure):
            return attempt < brokenTries
                ? .retry(after: backoff(attempt))
                : .unanswered("\(failure.kind): \(failure.message)")
        case .head(let head):
            return judge(status: head.status, fields: head.fields, attempt: attempt)
        }
    }

    static func judge(
        status: Int,
        fields: [(name: String, value: String)],
        attempt: Int
    ) -> WarmVerdict {
        func field(_ name: String) -> String? {
            fields.first { $0.name.lowercased() == name }?.value
        }
        switch status {
        case 200:
            return field("x-headwater")?.hasPrefix("hit") ?? true ? .present : .mirrored
        case 503, 429:
            guard attempt < busyTries else { return .unanswered("status \(status)") }
            let told = field("retry-after").flatMap { Int($0) }.map {
                Duration.seconds(min($0, 60))
            }
            return .retry(after: max(told ?? .zero, backoff(attempt)))
        case 500, 502, 504:
            return attempt < brokenTries
                ? .retry(after: backoff(attempt)) : .unanswered("status \(status)")
        default:
            return .failed("status \(status)")
        }
    }

    /// 100 ms, doubled with each attempt, 5 s at most.
    static func backoff(_ attempt: Int) -> Duration {
        .milliseconds(min(100 << min(attempt - 1, 10), 5_000))
    }
}
