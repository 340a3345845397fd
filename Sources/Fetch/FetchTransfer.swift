internal import CCurl
internal import Glibc

/// One fetch on its way: the libcurl handle, what has arrived, and who is told.
///
/// Lives on the fetch thread only. The loop holds it strongly from `curl_multi_add_handle` until
/// after `curl_multi_remove_handle`, so the unretained pointers that libcurl's callbacks get are
/// good whenever libcurl can call them.
final class FetchTransfer {
    let request: FetchRequest
    let handle: FetchHandle
    let easy: CurlEasy
    /// Nil once it was told the end.
    var delegate: (any FetchDelegate)?
    private unowned let loop: FetchLoop

    private var collector: HeadCollector
    private var head: FetchHead?
    private var isPermittedAddressTried = false
    private var isForbiddenAddressMet = false
    /// What ended the transfer from this side, whatever libcurl makes of it.
    private(set) var ownFailure: FetchFailure?

    private(set) var isConnected = false
    var isPaused = false
    private(set) var isDraining = false
    private var drained = 0
    /// Bytes of the request's body that libcurl has.
    private var sent: UInt64 = 0
    /// Moments of `MonotonicClock`.
    var lastActivity: UInt64
    private var headDeadline: UInt64
    private let idleNanoseconds: UInt64

    init(
        _ request: FetchRequest,
        delegate: any FetchDelegate,
        handle: FetchHandle,
        easy: CurlEasy,
        loop: FetchLoop
    ) {
        self.request = request
        self.delegate = delegate
        self.handle = handle
        self.easy = easy
        self.loop = loop
        collector = HeadCollector(isHead: request.method == .head)
        lastActivity = loop.now
        headDeadline =
            request.headTimeout.map { MonotonicClock.moment($0, after: loop.now) } ?? .max
        idleNanoseconds = max(1, MonotonicClock.moment(request.idleTimeout, after: 0))
        configure()
    }

    private func configure() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        easy.reset()
        easy.set(CURLOPT_URL, request.url)
        configureMethod(context)
        var fields = request.fields
        if let range = request.range {
            fields.append(("Range", "bytes=\(range.first)-\(range.last.map(String.init) ?? "")"))
        }
        // No "Expect: 100-continue" and no form type, which libcurl would add to a body.
        easy.setFields(fields, removing: request.sendsBody ? ["Expect", "Content-Type"] : [])
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, MonotonicClock.milliseconds(request.connectTimeout))
        easy.set(CURLOPT_TCP_KEEPALIVE, 1)
        if request.isSentOnce { easy.set(CURLOPT_FRESH_CONNECT, 1) }
        easy.set(CURLOPT_BUFFERSIZE, loop.receiveBufferBytes)
        let authorities =
            request.certificateAuthorityFile ?? loop.configuration.certificateAuthorityFile
        if let authorities {
            easy.set(CURLOPT_CAINFO, authorities)
            easy.set(CURLOPT_CA_CACHE_TIMEOUT, FetchLimits.authoritySeconds)
        }
        easy.set(CURLOPT_PRIVATE, context)
        easy.set(CURLOPT_HEADERFUNCTION, receiveHeaderLine)
        easy.set(CURLOPT_HEADERDATA, context)
        easy.set(CURLOPT_WRITEFUNCTION, receiveBody)
        easy.set(CURLOPT_WRITEDATA, context)
        _ = headwater_easy_set_open_socket(easy.pointer, openSocket)
        easy.set(CURLOPT_OPENSOCKETDATA, context)
        _ = headwater_easy_set_before_request(easy.pointer, beforeRequest)
        easy.set(CURLOPT_PREREQDATA, context)
    }

    private func configureMethod(_ context: UnsafeMutableRawPointer) {
        switch request.method {
        case .get: return easy.set(CURLOPT_HTTPGET, 1)
        case .head: return easy.set(CURLOPT_NOBODY, 1)
        case .delete: return easy.set(CURLOPT_CUSTOMREQUEST, "DELETE")
        case .put: easy.set(CURLOPT_UPLOAD, 1)
        case .post:
            easy.set(CURLOPT_UPLOAD, 1)
            easy.set(CURLOPT_CUSTOMREQUEST, "POST")
        }
        let length = request.body?.length ?? 0
        easy.set(CURLOPT_INFILESIZE_LARGE, size: Int(clamping: length))
        if length > FetchLimits.largeBody {
            easy.set(CURLOPT_UPLOAD_BUFFERSIZE, FetchLimits.uploadBuffer)
        }
        easy.set(CURLOPT_READFUNCTION, sendBody)
        easy.set(CURLOPT_READDATA, context)
        easy.setSeek(seekBody)
        easy.set(CURLOPT_SEEKDATA, context)
    }

    // MARK: What libcurl asks for

    /// Gives the next bytes of the body; nil fails the transfer.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        lastActivity = loop.now
        guard let body = request.body, sent < body.length else { return 0 }
        let count = Int(min(UInt64(buffer.count), body.length - sent))
        let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        guard let given = body.read(part, sent), (1...count).contains(given) else {
            ownFailure = FetchFailure(kind: .bodyUnreadable, message: "the body cannot be read")
            return nil
        }
        sent += UInt64(given)
        return given
    }

    /// Goes back in the body, which libcurl asks where a kept connection had been closed.
    func seek(to offset: UInt64) {
        sent = offset
    }

    // MARK: What libcurl tells

    /// Whether this address may be connected to.
    func permits(_ address: IPAddress?) -> Bool {
        guard let address, request.permitsAddress(address) else {
            isForbiddenAddressMet = true
            return false
        }
        isPermittedAddressTried = true
        return true
    }

    /// A connection is there, new or used before: the request goes out unless its address is
    /// forbidden to this request, which another one may have been allowed.
    func connected(to address: IPAddress?) -> Bool {
        isConnected = true
        lastActivity = loop.now
        guard let address, request.permitsAddress(address) else {
            ownFailure = FetchFailure(kind: .forbiddenAddress, message: "the address is forbidden")
            return false
        }
        return true
    }

    /// Takes a header line; false ends the transfer.
    func receive(line: UnsafeRawBufferPointer) -> Bool {
        lastActivity = loop.now
        switch collector.take(line) {
        case .more:
            return true
        case .tooLarge:
            ownFailure = FetchFailure(kind: .headTooLarge, message: "the head is too large")
            return false
        case .malformed(let reason):
            ownFailure = FetchFailure(kind: .protocolError, message: reason)
            return false
        case .head(let head):
            headDeadline = .max
            self.head = head
            guard let delegate, !delegate.fetch(handle, received: head) else { return true }
            return drain(head)
        }
    }

    /// Nobody wants the body: the delegate is told the end, the connection is kept if that is
    /// cheap.
    private func drain(_ head: FetchHead) -> Bool {
        ownFailure = .stopped
        let isSmall = head.contentLength.map { $0 <= UInt64(FetchLimits.drainedBytes) } ?? true
        guard isSmall || request.method == .head, !head.isDelimitedByClose else { return false }
        isDraining = true
        headDeadline = loop.now + FetchLimits.drainNanoseconds
        loop.abandoned(self)
        return true
    }

    func receive(body: UnsafeRawBufferPointer) -> Int {
        lastActivity = loop.now
        if isDraining {
            drained += body.count
            return drained <= FetchLimits.drainedBytes ? body.count : body.count + 1
        }
        switch delegate?.fetch(handle, received: body) ?? .stop {
        case .proceed:
            return body.count
        case .pause:
            isPaused = true
            return Int(CURL_WRITEFUNC_PAUSE)
        case .stop:
            ownFailure = .stopped
            // Any count but the given one ends the transfer.
            return body.count + 1
        }
    }

    // MARK: Time

    /// The next moment to look at the time-outs again.
    func nextDeadline(at now: UInt64) -> UInt64 {
        let idleStart = isConnected && !isPaused ? lastActivity : now
        let (idle, overflow) = idleStart.addingReportingOverflow(idleNanoseconds)
        return min(headDeadline, overflow ? .max : idle)
    }

    /// The time-out that is over, if one is.
    func timeout(at now: UInt64) -> FetchFailure? {
        if now >= headDeadline {
            return isConnected
                ? FetchFailure(kind: .idleTimeout, message: "no head in time")
                : FetchFailure(kind: .connectTimeout, message: "no connection in time")
        }
        guard isConnected, !isPaused, now >= nextDeadline(at: now) else { return nil }
        return FetchFailure(kind: .idleTimeout, message: "silence")
    }

    // MARK: The end

    /// What libcurl's result means here.
    func end(_ code: CURLcode) -> FetchEnd {
        if let ownFailure { return .failed(ownFailure) }
        guard code != CURLE_OK else {
            guard let head else {
                let message = "the answer has no head"
                return .failed(FetchFailure(kind: .protocolError, message: message))
            }
            return .complete(delimitedByClose: head.isDelimitedByClose)
        }
        let message = easy.message(for: code)
        if code == CURLE_COULDNT_CONNECT, isForbiddenAddressMet, !isPermittedAddressTried {
            return .failed(FetchFailure(kind: .forbiddenAddress, message: message))
        }
        if code == CURLE_OPERATION_TIMEDOUT, isConnected {
            return .failed(FetchFailure(kind: .idleTimeout, message: message))
        }
        return .failed(FetchFailure(code, message: message))
    }
}

// MARK: libcurl's callbacks; the context is the transfer, unretained (see its comment).

private func transfer(_ context: UnsafeMutableRawPointer?) -> FetchTransfer? {
    context.map { Unmanaged<FetchTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private func receiveHeaderLine(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    guard let transfer = transfer(context), transfer.receive(line: line) else {
        return line.count + 1
    }
    return line.count
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let body = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer(context)?.receive(body: body) ?? body.count + 1
}

private func sendBody(
    _ buffer: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let space = UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
    return transfer(context)?.read(into: space) ?? Int(CURL_READFUNC_ABORT)
}

private func seekBody(
    _ context: UnsafeMutableRawPointer?,
    _ offset: curl_off_t,
    _ origin: Int32
) -> Int32 {
    guard let transfer = transfer(context), origin == SEEK_SET, offset >= 0 else {
        return CURL_SEEKFUNC_FAIL
    }
    transfer.seek(to: UInt64(offset))
    return CURL_SEEKFUNC_OK
}

private func openSocket(
    _ context: UnsafeMutableRawPointer?,
    _ purpose: curlsocktype,
    _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let transfer = transfer(context), let address else { return -1 }
    let family = address.pointee.family
    let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0
    let bytes = UnsafeRawBufferPointer(
        start: UnsafeRawPointer(address) + offset,
        count: Int(address.pointee.addrlen)
    )
    guard transfer.permits(IPAddress(bytes)) else { return -1 }
    let type = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    return socket(family, type, address.pointee.protocol)
}

private func beforeRequest(
    _ context: UnsafeMutableRawPointer?,
    _ remoteAddress: UnsafeMutablePointer<CChar>?,
    _ localAddress: UnsafeMutablePointer<CChar>?,
    _ remotePort: Int32,
    _ localPort: Int32
) -> Int32 {
    guard let transfer = transfer(context), let remoteAddress else { return CURL_PREREQFUNC_ABORT }
    let address = IPAddress(text: remoteAddress, port: UInt16(truncatingIfNeeded: remotePort))
    return transfer.connected(to: address) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
