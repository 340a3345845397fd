/// Very many readers of one answer at once, on one thread: each sends the same request over a
/// connection of its own and checks every byte as it comes, keeping none.
package struct ReaderSwarm: Sendable {
    package let port: Int
    /// Kept small, so that a thousand readers do not fill the kernel's memory.
    package var receiveBufferBytes = 128 << 10

    package init(port: Int) {
        self.port = port
    }

    /// The answers, in the order of the requests; one that is not over by the deadline says so.
    ///
    /// - Parameter requests: the bytes of each reader's request; none may be a HEAD.
    package func read(
        _ requests: [[UInt8]],
        sinks: [BodySink],
        within span: Duration = Deadline.standard
    ) async throws -> [RawAnswer] {
        precondition(requests.count == sinks.count, "a sink for each reader")
        let deadline = Deadline(span)
        let (port, buffer) = (port, receiveBufferBytes)
        return try await BlockingThread.run {
            var run = try SwarmRun(port: port, requests, sinks, receiveBufferBytes: buffer)
            return try run.finish(deadline)
        }
    }

    /// Many readers of one whole object.
    package func read(
        _ target: String,
        readers: Int,
        expecting body: BodySource,
        within span: Duration = Deadline.standard
    ) async throws -> [RawAnswer] {
        let request = RawHTTPClient.bytes("GET", target, port: port)
        return try await read(
            Array(repeating: request, count: readers),
            sinks: Array(repeating: .compare(body), count: readers),
            within: span
        )
    }
}
