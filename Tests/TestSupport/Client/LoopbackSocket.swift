internal import Glibc

/// A TCP socket to a port of 127.0.0.1, closed with its owner.
struct LoopbackSocket: ~Copyable {
    /// What one receive gave.
    enum Received {
        case bytes(Int)
        case ended(AnswerEnd)
        /// Woken for nothing.
        case nothing
    }

    let descriptor: Int32

    /// Connects; a refused connection is thrown.
    /// - Parameter receiveBufferBytes: a small one makes a slow reader felt soon; 0: the default.
    init(port: Int, receiveBufferBytes: Int = 0) throws {
        ProcessLimits.raiseOpenFiles()
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw TestSupportError("socket: errno \(errno)") }
        if receiveBufferBytes > 0 {
            var size = Int32(clamping: receiveBufferBytes)
            setsockopt(
                descriptor,
                SOL_SOCKET,
                SO_RCVBUF,
                &size,
                socklen_t(MemoryLayout<Int32>.size)
            )
        }
        var on: Int32 = 1
        setsockopt(
            descriptor,
            Int32(IPPROTO_TCP),
            TCP_NODELAY,
            &on,
            socklen_t(MemoryLayout<Int32>.size)
        )
        var address = sockaddr_in.loopback(port: port)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            throw TestSupportError("connection to port \(port): errno \(errno)")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Sends all bytes; false when the peer is gone or the deadline has passed.
    func send(_ bytes: [UInt8], _ deadline: Deadline) -> Bool {
        var sent = 0
        while sent < bytes.count {
            guard wait(Int16(POLLOUT), deadline) else { return false }
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor,
                    buffer.baseAddress.map { $0 + sent },
                    min(buffer.count - sent, 1 << 18),
                    Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
                )
            }
            if count >= 0 {
                sent += count
            } else if errno != EAGAIN && errno != EINTR {
                return false
            }
        }
        return true
    }

    /// Receives into a buffer; waits until the deadline.
    func receive(_ buffer: UnsafeMutableRawBufferPointer, _ deadline: Deadline) -> Received {
        guard wait(Int16(POLLIN), deadline) else { return .ended(.deadline) }
        let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        if count > 0 { return .bytes(count) }
        if count == 0 { return .ended(.short) }
        return errno == EAGAIN || errno == EINTR ? .nothing : .ended(.reset)
    }

    /// Tells the peer that nothing more comes.
    func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Makes the coming close a RST.
    func resetOnClose() {
        var value = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }

    private func wait(_ events: Int16, _ deadline: Deadline) -> Bool {
        while true {
            var entry = pollfd(fd: descriptor, events: events, revents: 0)
            let result = Glibc.poll(&entry, 1, deadline.millisecondsLeft)
            if result > 0 { return true }
            if result == 0 || errno != EINTR { return false }
        }
    }
}
