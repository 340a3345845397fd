import Glibc
import Synchronization

/// A server on a loopback port that says to each connection what a test scripted, byte by byte.
///
/// One thread for each connection. Reads and writes end after ten seconds, so that a test fails
/// rather than hangs.
final class ScriptedServer: Sendable {
    /// Proxies in the environment: no fetch may ever take notice.
    private static let environment: Void = {
        setenv("http_proxy", "http://127.0.0.1:9", 1)
        setenv("https_proxy", "http://127.0.0.1:9", 1)
        setenv("all_proxy", "http://127.0.0.1:9", 1)
    }()

    let port: UInt16
    private let listener: Int32
    private let accepted = Atomic<Int>(0)

    var connections: Int { accepted.load(ordering: .acquiring) }
    var url: String { "http://127.0.0.1:\(port)" }

    init(_ script: @escaping @Sendable (ScriptedConnection) -> Void) {
        _ = ScriptedServer.environment
        let (listener, port) = ScriptedServer.listen()
        self.listener = listener
        self.port = port
        startThread { [weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0, let self else {
                    if descriptor >= 0 { close(descriptor) }
                    return
                }
                self.accepted.add(1, ordering: .acquiringAndReleasing)
                startThread {
                    let connection = ScriptedConnection(descriptor)
                    script(connection)
                    connection.close()
                }
            }
        }
    }

    deinit {
        // Wakes the accepting thread; the descriptor stays, for another test must not get it while
        // that thread still uses it.
        Glibc.shutdown(listener, Int32(SHUT_RDWR))
    }

    /// A port on which nobody listens.
    static func closedPort() -> UInt16 {
        _ = environment
        let (listener, port) = listen()
        Glibc.close(listener)
        return port
    }

    private static func listen() -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && Glibc.listen(descriptor, 1_024) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        precondition(isListening, "no loopback port: errno \(errno)")
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }
}

/// Runs a closure on a detached thread of its own.
func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Box(body)).toOpaque()
    let code = pthread_create(
        &thread,
        nil,
        { context in
            guard let context else { return nil }
            Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
            return nil
        },
        context
    )
    precondition(code == 0, "pthread_create failed: \(code)")
    pthread_detach(thread)
}
