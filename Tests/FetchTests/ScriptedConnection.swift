import Glibc

/// The server's side of one connection, used by its thread only.
final class ScriptedConnection {
    private let descriptor: Int32
    private var isClosed = false
    private var unread: [UInt8] = []

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    /// The next request's head as text, up to and without its empty line; nil at the end.
    func readHead() -> String? {
        let mark = Array("\r\n\r\n".utf8)
        while true {
            if let end = unread.indices.first(where: { unread[$0...].starts(with: mark) }) {
                let head = String(decoding: unread[..<end], as: UTF8.self)
                unread.removeFirst(end + 4)
                return head
            }
            guard fill() else { return nil }
        }
    }

    /// Exactly this many bytes of a body; fewer at the end.
    func readBody(_ count: Int) -> [UInt8] {
        while unread.count < count, fill() {}
        let body = Array(unread.prefix(count))
        unread.removeFirst(body.count)
        return body
    }

    /// Waits until the client has closed its side.
    func waitForEnd() {
        while fill() { unread.removeAll() }
    }

    private func fill() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return false }
        unread += bytes[..<count]
        return true
    }

    /// Sends text, or what of it the client still takes.
    func send(_ text: String) {
        send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        Glibc.close(descriptor)
    }

    /// Ends with RST in place of FIN.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout<linger>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, size)
        close()
    }
}
