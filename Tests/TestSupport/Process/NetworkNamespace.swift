internal import Glibc

/// Network namespaces that were made with `ip netns add`.
enum NetworkNamespace {
    /// Moves the calling thread there for good: for threads that end soon.
    ///
    /// Sockets stay where they were made.
    static func enter(_ name: String) throws {
        let descriptor = open("/run/netns/" + name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw TestSupportError("network namespace \(name): errno \(errno)")
        }
        defer { close(descriptor) }
        typealias Enter = @convention(c) (Int32, Int32) -> Int32
        // A GNU extension, which the Glibc module leaves out.
        let symbol = dlsym(nil, "setns")
        precondition(symbol != nil, "glibc has setns")
        let enter = unsafeBitCast(symbol, to: Enter.self)
        let networkKind: Int32 = 0x4000_0000
        guard enter(descriptor, networkKind) == 0 else {
            throw TestSupportError("network namespace \(name) cannot be entered: errno \(errno)")
        }
    }
}
