internal import CCurl
internal import Glibc

/// What runs on a fetch thread: libcurl's multi interface driven by epoll, timers and the inbox.
///
/// `curl_multi_socket_action` touches only the transfers whose sockets are ready, so that a
/// thousand idle ones cost nothing. Everything here belongs to the one thread that calls `run()`.
///
/// Each transfer has a connection of its own, also over HTTP/2: libcurl 7.88 stalls all streams
/// of a connection when one is paused, and pausing is how bandwidth limits work.
final class FetchLoop {
    private enum Alarm {
        case watch(UInt64)
        case work(@Sendable () -> Void)
    }

    let configuration: FetchConfiguration
    private let inbox: FetchInbox
    private let multi: UnsafeMutableRawPointer
    private let poll: Int32
    /// Read once a turn; exact enough for time-outs.
    private(set) var now = MonotonicClock.now()

    private var transfers: [UInt64: FetchTransfer] = [:]
    /// Transfers whose delegates are owed their end: never told from within libcurl.
    private var abandonedTransfers: [FetchTransfer] = []
    private var spareHandles: [CurlEasy] = []
    private var timers = TimerQueue<Alarm>()
    /// When libcurl wants to be called, ready sockets or not.
    fileprivate var curlDeadline: UInt64?

    init(configuration: FetchConfiguration, inbox: FetchInbox) {
        self.configuration = configuration
        self.inbox = inbox
        // The first handle sets libcurl up.
        spareHandles.append(CurlEasy())
        guard let multi = curl_multi_init() else { preconditionFailure("curl_multi_init failed") }
        self.multi = multi
        poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        precondition(poll >= 0, "epoll_create1 failed with errno \(errno)")
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = headwater_multi_set_socket(multi, socketChanged, context)
        _ = headwater_multi_set_timer(multi, timerChanged, context)
        _ = headwater_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.keptConnections)
        _ = headwater_multi_set_long(multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING)
        watch(inbox.wakeDescriptor, EPOLLIN.rawValue)
    }

    deinit {
        curl_multi_cleanup(multi)
        spareHandles.removeAll()
        close(poll)
    }

    /// The size of libcurl's buffer for a new transfer: large for speed while they are few, small
    /// enough for a thousand at once.
    var receiveBufferBytes: Int {
        switch transfers.count {
        case ..<32: 256 << 10
        case ..<256: 64 << 10
        default: 16 << 10
        }
    }

    /// Runs until the inbox is shut; transfers then under way end as stopped.
    func run() {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 256) { events in
            while turn(events) {}
        }
        settle()
        for identity in transfers.keys.sorted() {
            if let transfer = transfers[identity] { finish(transfer, .failed(.stopped)) }
        }
    }

    private func turn(_ events: UnsafeMutableBufferPointer<epoll_event>) -> Bool {
        let looked = now
        let (commands, isClosed) = inbox.take()
        for command in commands { perform(command) }
        guard !isClosed else { return false }
        // What came before a moment is done before what is due then: an answer that waited while
        // this thread did not run is not overtaken by the time-out of its question.
        runTimers(dueAt: looked)
        settle()
        let count = epoll_wait(
            poll,
            events.baseAddress,
            Int32(events.count),
            waitMilliseconds(isBusy: !commands.isEmpty)
        )
        now = MonotonicClock.now()
        for event in events.prefix(Int(max(0, count))) {
            if event.data.fd == inbox.wakeDescriptor {
                inbox.acknowledge()
            } else {
                act(event.data.fd, event.events)
            }
        }
        if let deadline = curlDeadline, deadline <= now {
            curlDeadline = nil
            act(CURL_SOCKET_BAD, 0)
        }
        settle()
        return true
    }

    private func waitMilliseconds(isBusy: Bool) -> Int32 {
        if isBusy { return 0 }
        guard let next = [curlDeadline, timers.next].compactMap(\.self).min() else { return -1 }
        now = MonotonicClock.now()
        guard next > now else { return 0 }
        // Rounded up, so that the moment has come when the wait is over.
        return Int32(min((next - now + 999_999) / 1_000_000, 60_000))
    }

    // MARK: Commands

    private func perform(_ command: FetchCommand) {
        switch command {
        case .start(let request, let delegate, let handle): start(request, delegate, handle)
        case .cancel(let identity): cancel(identity)
        case .resume(let identity): resume(identity)
        case .execute(let work): work()
        case .schedule(let moment, let work): timers.add(.work(work), at: moment)
        }
    }

    private func start(
        _ request: FetchRequest,
        _ delegate: any FetchDelegate,
        _ handle: FetchHandle
    ) {
        now = MonotonicClock.now()
        let transfer = FetchTransfer(
            request,
            delegate: delegate,
            handle: handle,
            easy: spareHandles.popLast() ?? CurlEasy(),
            loop: self
        )
        transfers[handle.identity] = transfer
        let code = curl_multi_add_handle(multi, transfer.easy.pointer)
        precondition(code == CURLM_OK, "curl_multi_add_handle failed: \(code.rawValue)")
        timers.add(.watch(handle.identity), at: transfer.nextDeadline(at: now))
    }

    private func cancel(_ identity: UInt64) {
        guard let transfer = transfers[identity], !transfer.isDraining else { return }
        finish(transfer, .failed(.stopped))
    }

    private func resume(_ identity: UInt64) {
        guard let transfer = transfers[identity], transfer.isPaused else { return }
        transfer.isPaused = false
        transfer.lastActivity = now
        // Hands over at once what waited; the delegate may pause or stop again meanwhile.
        let code = curl_easy_pause(transfer.easy.pointer, CURLPAUSE_CONT)
        if code != CURLE_OK { finish(transfer, transfer.end(code)) }
    }

    // MARK: libcurl

    private func act(_ descriptor: Int32, _ events: UInt32) {
        var mask: Int32 = 0
        if events & (EPOLLIN.rawValue | EPOLLHUP.rawValue) != 0 { mask |= CURL_CSELECT_IN }
        if events & EPOLLOUT.rawValue != 0 { mask |= CURL_CSELECT_OUT }
        if events & EPOLLERR.rawValue != 0 { mask |= CURL_CSELECT_ERR }
        var running: Int32 = 0
        _ = curl_multi_socket_action(multi, descriptor, mask, &running)
    }

    /// Tells the delegates whose transfers have ended.
    private func settle() {
        while !abandonedTransfers.isEmpty {
            for transfer in exchange(&abandonedTransfers, []) {
                tell(transfer, .failed(.stopped))
            }
        }
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            let code = headwater_message_result(message)
            var context: UnsafeMutableRawPointer?
            _ = headwater_easy_get_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &context)
            guard let context else { preconditionFailure("a transfer without its context") }
            let transfer = Unmanaged<FetchTransfer>.fromOpaque(context).takeUnretainedValue()
            finish(transfer, transfer.end(code))
        }
    }

    private func exchange<Value>(_ value: inout Value, _ new: Value) -> Value {
        defer { value = new }
        return value
    }

    /// Takes note from within a callback that a delegate is owed the end.
    func abandoned(_ transfer: FetchTransfer) {
        abandonedTransfers.append(transfer)
        timers.add(.watch(transfer.handle.identity), at: transfer.nextDeadline(at: now))
    }

    private func finish(_ transfer: FetchTransfer, _ end: FetchEnd) {
        // From here on libcurl calls nothing of this transfer, so the last strong reference may go.
        _ = curl_multi_remove_handle(multi, transfer.easy.pointer)
        transfers[transfer.handle.identity] = nil
        transfer.easy.reset()
        if spareHandles.count < FetchLimits.spareHandles { spareHandles.append(transfer.easy) }
        tell(transfer, end)
    }

    private func tell(_ transfer: FetchTransfer, _ end: FetchEnd) {
        guard let delegate = transfer.delegate else { return }
        transfer.delegate = nil
        delegate.fetch(transfer.handle, ended: end)
    }

    // MARK: Time

    private func runTimers(dueAt moment: UInt64) {
        while let alarm = timers.popDue(at: moment) {
            switch alarm {
            case .work(let work): work()
            case .watch(let identity):
                guard let transfer = transfers[identity] else { continue }
                if let failure = transfer.timeout(at: moment) {
                    finish(transfer, .failed(failure))
                } else {
                    timers.add(alarm, at: transfer.nextDeadline(at: moment))
                }
            }
        }
    }

    // MARK: Sockets

    /// Polls a descriptor for these events; 0 for none any more.
    fileprivate func watch(_ descriptor: Int32, _ events: UInt32) {
        guard events != 0 else {
            // libcurl may have closed it already, which epoll notices by itself.
            _ = epoll_ctl(poll, EPOLL_CTL_DEL, descriptor, nil)
            return
        }
        var event = epoll_event(events: events, data: epoll_data_t(fd: descriptor))
        if epoll_ctl(poll, EPOLL_CTL_MOD, descriptor, &event) == 0 { return }
        let code = epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event)
        precondition(code == 0, "epoll_ctl on \(descriptor) failed with errno \(errno)")
    }
}

// MARK: libcurl's callbacks; the context is the loop, which outlives its multi handle.

private func socketChanged(
    _ easy: UnsafeMutableRawPointer?,
    _ descriptor: curl_socket_t,
    _ what: Int32,
    _ context: UnsafeMutableRawPointer?,
    _ socketContext: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return 0 }
    let loop = Unmanaged<FetchLoop>.fromOpaque(context).takeUnretainedValue()
    var events: UInt32 = 0
    if what == CURL_POLL_IN || what == CURL_POLL_INOUT { events |= EPOLLIN.rawValue }
    if what == CURL_POLL_OUT || what == CURL_POLL_INOUT { events |= EPOLLOUT.rawValue }
    loop.watch(descriptor, events)
    return 0
}

private func timerChanged(
    _ multi: UnsafeMutableRawPointer?,
    _ milliseconds: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return 0 }
    let loop = Unmanaged<FetchLoop>.fromOpaque(context).takeUnretainedValue()
    loop.curlDeadline =
        milliseconds < 0
        ? nil : MonotonicClock.moment(.milliseconds(milliseconds), after: MonotonicClock.now())
    return 0
}
