/// What is left of a request's body, and how its end is told.
enum RequestBodyFraming {
    case none
    case sized(UInt64)
    case chunked

    var isLeft: Bool {
        if case .none = self { false } else { true }
    }
}
