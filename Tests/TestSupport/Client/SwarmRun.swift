internal import CLinux
internal import Glibc

/// One run of a swarm: the connections of its readers and the loop that serves them.
struct SwarmRun: ~Copyable {
    private static let eventsAtOnce = 256
    /// Readers begun before those that wait are looked at again, so that each is timed rightly.
    private static let beginningsAtOnce = 16
    private static let pieceBytes = 256 << 10

    private let readers: [SwarmReader]
    /// Places of the readers in the order in which they begin.
    private let order: [Int]
    private let receiveBufferBytes: Int
    private let queue: Int32
    private var sockets: [SwarmSocket?]
    private var parsers: [AnswerParser]
    private var begunAt: [UInt64]
    private var begun = 0
    private var open = 0

    init(_ readers: [SwarmReader], receiveBufferBytes: Int) throws {
        self.readers = readers
        self.receiveBufferBytes = receiveBufferBytes
        order = readers.indices.sorted {
            (readers[$0].start, $0) < (readers[$1].start, $1)
        }
        sockets = Array(repeating: nil, count: readers.count)
        parsers = readers.map { AnswerParser(isHeadOnly: false, sink: $0.sink) }
        begunAt = Array(repeating: 0, count: readers.count)
        queue = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard queue >= 0 else { throw TestSupportError("epoll_create1: errno \(errno)") }
    }

    deinit {
        if queue >= 0 { close(queue) }
    }

    mutating func finish(_ deadline: Deadline) throws -> [RawAnswer] {
        let started = Deadline.now()
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Self.pieceBytes,
            alignment: 4096
        )
        defer { buffer.deallocate() }
        var events = Array(repeating: epoll_event(), count: Self.eventsAtOnce)
        while !deadline.isPast {
            let wait = try beginSome(started)
            guard open > 0 || begun < order.count else { break }
            let left = min(wait ?? 1000, deadline.millisecondsLeft)
            let count = epoll_wait(queue, &events, Int32(events.count), left)
            guard count >= 0 || errno == EINTR else {
                throw TestSupportError("epoll_wait: errno \(errno)")
            }
            for event in events.prefix(Int(max(count, 0))) {
                try serve(Int(event.data.u64), buffer)
            }
        }
        for place in parsers.indices where !parsers[place].isDone { end(place, .deadline) }
        return parsers.map(\.answer)
    }

    /// Begins readers whose time has come; gives the milliseconds until there are more, if any.
    private mutating func beginSome(_ started: UInt64) throws -> Int32? {
        let now = Deadline.now()
        for _ in 0..<Self.beginningsAtOnce {
            guard begun < order.count else { return nil }
            let place = order[begun]
            let due = started + Self.nanoseconds(readers[place].start)
            guard due <= now else { return Int32(clamping: (due - now + 999_999) / 1_000_000) }
            begun += 1
            begunAt[place] = Deadline.now()
            let socket = try SwarmSocket(
                readers[place].address,
                receiveBufferBytes: receiveBufferBytes
            )
            sockets[place] = socket
            open += 1
            try watch(socket, place, for: EPOLLOUT, isNew: true)
        }
        return 0
    }

    private func watch(
        _ socket: SwarmSocket,
        _ place: Int,
        for event: EPOLL_EVENTS,
        isNew: Bool
    ) throws {
        var entry = epoll_event()
        entry.events = event.rawValue
        entry.data.u64 = UInt64(place)
        let action = isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
        guard epoll_ctl(queue, action, socket.descriptor, &entry) == 0 else {
            throw TestSupportError("epoll_ctl: errno \(errno)")
        }
    }

    private mutating func serve(
        _ place: Int,
        _ buffer: UnsafeMutableRawBufferPointer
    ) throws {
        guard let socket = sockets[place] else { return }
        guard socket.isAsked else {
            if let failure = socket.ask(readers[place].request) { return end(place, failure) }
            return try watch(socket, place, for: EPOLLIN, isNew: false)
        }
        switch socket.receive(buffer) {
        case .bytes(let count):
            parsers[place].sawFirstByte(after: Deadline.now() - begunAt[place])
            _ = parsers[place].feed(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
            if parsers[place].isDone { end(place, .clean) }
        case .ended(let how):
            end(place, how)
        case .nothing:
            break
        }
    }

    /// Ends a reader; how, is told where its answer was not over.
    private mutating func end(_ place: Int, _ how: AnswerEnd) {
        parsers[place].connectionEnded(how)
        if begunAt[place] > 0 { parsers[place].sawEnd(after: Deadline.now() - begunAt[place]) }
        if sockets[place] != nil { open -= 1 }
        sockets[place] = nil
    }

    private static func nanoseconds(_ span: Duration) -> UInt64 {
        let (seconds, attoseconds) = span.components
        return UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds) / 1_000_000_000)
    }
}
