import HTTP1

/// What a parser made of a head, as a value that tests can compare.
enum Verdict: Equatable {
    struct Head: Equatable {
        var method: Method
        var methodText: String
        var target: String
        var authority: String?
        var minorVersion: Int
        var fields: [String]
        var length: Int
        var framing: BodyFraming
        var keepAlive: Bool
        var expectsContinue: Bool
    }

    case head(Head)
    case refused(HTTPError)
    case incomplete

    /// The status of a refusal, 200 for a head, 0 for less than one.
    var status: Int {
        switch self {
        case .head: 200
        case .refused(let error): error.status
        case .incomplete: 0
        }
    }

    var parsed: Head? {
        if case .head(let head) = self { head } else { nil }
    }
}
