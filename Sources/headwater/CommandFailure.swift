/// Why a command did not do what it was asked, and its exit code (design chapter 2).
struct CommandFailure: Error, Equatable {
    enum Code: Int32 {
        /// Refused, not found, or done in part.
        case refused = 1
        case usage = 2
        /// No node, or no majority, answers.
        case unreachable = 3
    }

    var code: Code
    var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
