internal import Glibc

/// One run of a swarm: the connections of its readers and the loop that serves them.
struct SwarmRun: ~Copyable {
    private let started: UInt64
    private var sockets: [SwarmSocket] = []
    private var parsers: [AnswerParser]
    /// By reader; a negative descriptor, which poll(2) skips, once its answer is over.
    private var entries: [pollfd] = []

    init(
        port: Int,
        _ requests: [[UInt8]],
        _ sinks: [BodySink],
        receiveBufferBytes: Int
    ) throws {
        started = Deadline.now()
        parsers = sinks.map { AnswerParser(isHeadOnly: false, sink: $0) }
        for (index, request) in requests.enumerated() {
            let socket = SwarmSocket(
                try LoopbackSocket(
                    port: port,
                    receiveBufferBytes: receiveBufferBytes,
                    isBlocking: false
                )
            )
            sockets.append(socket)
            // The requests are small: the empty send buffer of a new connection holds them.
            guard socket.socket.send(request, Deadline(.seconds(10))) else {
                throw TestSupportError("reader \(index) could not send its request")
            }
            let events = Int16(POLLIN)
            entries.append(pollfd(fd: socket.socket.descriptor, events: events, revents: 0))
        }
    }

    mutating func finish(_ deadline: Deadline) throws -> [RawAnswer] {
        var open = parsers.count
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
        defer { buffer.deallocate() }
        while open > 0, !deadline.isPast {
            let wait = min(1000, deadline.millisecondsLeft)
            let count = Glibc.poll(&entries, nfds_t(entries.count), wait)
            guard count >= 0 || errno == EINTR else {
                throw TestSupportError("poll: errno \(errno)")
            }
            for index in entries.indices where entries[index].fd >= 0 && entries[index].revents != 0
            {
                if readSome(index, buffer) {
                    entries[index].fd = -1
                    open -= 1
                }
            }
        }
        for index in parsers.indices { parsers[index].connectionEnded(.deadline) }
        return parsers.map(\.answer)
    }

    /// Reads once from a ready socket; true when that ended its answer.
    private mutating func readSome(
        _ index: Int,
        _ buffer: UnsafeMutableRawBufferPointer
    ) -> Bool {
        switch sockets[index].socket.receive(buffer, nil) {
        case .bytes(let count):
            parsers[index].sawFirstByte(after: Deadline.now() - started)
            _ = parsers[index].feed(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
        case .ended(let how):
            parsers[index].connectionEnded(how)
        case .nothing:
            break
        }
        return parsers[index].isDone
    }
}
