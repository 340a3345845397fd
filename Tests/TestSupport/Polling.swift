/// Waits until a condition holds, or throws `DeadlinePassed`: the only place of all tests that
/// waits for time to pass.
package func poll(
    _ awaited: String,
    within span: Duration = Deadline.standard,
    until condition: () async throws -> Bool
) async throws {
    let deadline = Deadline(span)
    while try await !condition() {
        guard !deadline.isPast else { throw DeadlinePassed(awaited: awaited) }
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// Waits until a closure gives a value, and returns it.
package func poll<Value>(
    _ awaited: String,
    within span: Duration = Deadline.standard,
    for value: () async throws -> Value?
) async throws -> Value {
    var found: Value?
    try await poll(awaited, within: span) {
        found = try await value()
        return found != nil
    }
    guard let found else { throw DeadlinePassed(awaited: awaited) }
    return found
}
