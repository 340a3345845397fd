extension MissFailure {
    /// A failure to serve a miss, and whether the same question may fare better soon.
    struct Judged: Equatable {
        var failure: MissFailure
        var mayPass: Bool
        var isTimeout = false
    }

    /// What an answer that holds no object means for the reader (edge 14).
    static func judge(_ answer: OriginAnswer, _ head: OriginHead) -> Judged {
        let status = head.status
        func failure(_ code: Code, _ message: String, retryAfter: Int? = nil) -> MissFailure {
            MissFailure(code, message, originStatus: status, retryAfterSeconds: retryAfter)
        }
        let plain = "The origin answered \(status)."
        switch answer {
        case .missing:
            return Judged(failure: failure(.noSuchKey, plain), mayPass: false)
        case .denied:
            return Judged(failure: failure(.originDenied, plain), mayPass: false)
        case .busy(let seconds):
            let slow = failure(.slowDown, plain, retryAfter: seconds)
            return Judged(failure: slow, mayPass: false)
        case .looped:
            let loop = failure(.mirrorLoop, "The origin leads back to a mirror that asked it.")
            return Judged(failure: loop, mayPass: false)
        case .failing:
            return Judged(failure: failure(.originUnavailable, plain), mayPass: true)
        case .unusable(let reason):
            let unusable = failure(.originUnavailable, "The origin answered \(reason).")
            return Judged(failure: unusable, mayPass: false)
        case .whole, .part, .unsatisfied, .redirect:
            let odd = failure(
                .originUnavailable,
                "The origin answered \(status), which was not asked."
            )
            return Judged(failure: odd, mayPass: false)
        }
    }

    /// What a request that failed below HTTP means for the reader.
    static func judge(_ transport: TransportFailure) -> Judged {
        let code: Code = transport == .forbiddenAddress ? .originForbidden : .originUnavailable
        return Judged(
            failure: MissFailure(code, "The origin \(transport.text)."),
            mayPass: transport.mayPass,
            isTimeout: transport.isTimeout
        )
    }
}
