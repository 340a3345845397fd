import LMDB

/// Gathers what completions bring, and waits for a number of them.
final class Outcomes<Value: Sendable>: Sendable {
    private let results = Monitor<[Int: Result<Value, any Error>]>([:])

    func take(_ number: Int, _ result: Result<Value, any Error>) {
        results.update { $0[number] = result }
    }

    func wait(for count: Int) -> [Int: Result<Value, any Error>] {
        results.wait { $0.count >= count ? $0 : nil }
    }
}
