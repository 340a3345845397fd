import Glibc

/// How much the heavy tests do: little in every run, the full size where `HEADWATER_FULL=1` is set.
enum TestScale {
    static let isFull = getenv("HEADWATER_FULL").map { String(cString: $0) } == "1"

    static func pick<Value>(_ always: Value, full: Value) -> Value {
        isFull ? full : always
    }

    /// A number from the environment, or the one for this scale.
    static func count(_ variable: String, _ always: Int, full: Int) -> Int {
        getenv(variable).flatMap { Int(String(cString: $0)) } ?? pick(always, full: full)
    }
}
