/// Very many readers at once, on one thread: each sends its request over a connection of its own
/// and checks every byte as it comes, keeping none.
package struct ReaderSwarm: Sendable {
    /// Kept small, so that a thousand readers do not fill the kernel's memory.
    package static let receiveBufferBytes = 128 << 10

    package let port: Int

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
        let address = ServerAddress(port: port)
        return try await Self.read(
            zip(requests, sinks).map { SwarmReader(address, $0, $1) },
            within: span
        )
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

    /// The answers of readers that ask different servers, in the order of the readers.
    package static func read(
        _ readers: [SwarmReader],
        within span: Duration = Deadline.standard
    ) async throws -> [RawAnswer] {
        try await BlockingThread.run {
            try run(readers, receiveBufferBytes: receiveBufferBytes, within: span)
        }
    }

    /// The same, on the calling thread, which it keeps until the end.
    ///
    /// - Parameter receiveBufferBytes: asked of the kernel for each connection; 0: its default.
    package static func run(
        _ readers: [SwarmReader],
        receiveBufferBytes: Int,
        within span: Duration
    ) throws -> [RawAnswer] {
        var run = try SwarmRun(readers, receiveBufferBytes: receiveBufferBytes)
        return try run.finish(Deadline(span))
    }
}
