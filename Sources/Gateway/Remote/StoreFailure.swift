/// Why the store did not do what this node asked of it.
enum StoreFailure: Error {
    /// No answer; the text is the fetcher's.
    case noAnswer(String)
    /// An answer that says no.
    case refused(StoreAnswer)

    /// The store surely did nothing.
    var isRefusal: Bool {
        if case .refused(let answer) = self { (400..<500).contains(answer.status) } else { false }
    }

    /// Whether the same request may do better a little later.
    var mayPass: Bool {
        switch self {
        case .noAnswer: true
        case .refused(let answer): answer.mayPass
        }
    }

    var text: String {
        switch self {
        case .noAnswer(let message): "no answer: \(message)"
        case .refused(let answer): "answered \(answer.text)"
        }
    }
}
