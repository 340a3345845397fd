/// Why the store did not do what this node asked of it.
enum StoreFailure: Error {
    /// No answer; the text is the fetcher's.
    case noAnswer(String)
    /// An answer that says no.
    case refused(StoreAnswer)

    var text: String {
        switch self {
        case .noAnswer(let message): "no answer: \(message)"
        case .refused(let answer): "answered \(answer.text)"
        }
    }
}
