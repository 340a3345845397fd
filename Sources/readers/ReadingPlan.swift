import TestSupport

/// Who reads what from where, and when.
struct ReadingPlan {
    let servers: [ServerAddress]
    let paths: [String]
    let readers: Int
    /// The time over which the readers begin, one after another.
    let startSpread: Duration

    /// Neighbours ask different servers, and each server is asked for every path in turn.
    func readers(expecting body: BodySource) -> [SwarmReader] {
        (0..<readers).map { number in
            SwarmReader(
                servers[number % servers.count],
                get: paths[number / servers.count % paths.count],
                .compare(body),
                start: startSpread * number / readers
            )
        }
    }
}
