internal import Glibc
internal import TestSupport

/// Which process holds the calling end of a loopback connection, by the tables of the kernel: so
/// relays know their callers without understanding what they say.
enum SocketOwner {
    /// - Parameters:
    ///   - port: the port of the calling end.
    ///   - relay: the port that was called.
    /// - Returns: the one of the processes that holds it; nil for any other.
    static func find(port: Int, relay: Int, among processes: [Int32?]) -> Int? {
        guard let inode = inode(port, relay) else { return nil }
        let wanted = "socket:[\(inode)]"
        return processes.firstIndex { process in
            guard let process else { return false }
            let folder = "/proc/\(process)/fd"
            return TextFile.names(in: folder).contains { link(folder + "/" + $0) == wanted }
        }
    }

    private static func inode(_ port: Int, _ relay: Int) -> Substring? {
        let local = ":" + hexadecimal(port)
        let remote = ":" + hexadecimal(relay)
        for line in (TextFile.read("/proc/net/tcp") ?? "").split(separator: "\n").dropFirst() {
            // sl local remote state queues timer retransmits uid timeout inode
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard words.count > 9, words[1].hasSuffix(local), words[2].hasSuffix(remote) else {
                continue
            }
            return words[9]
        }
        return nil
    }

    private static func hexadecimal(_ port: Int) -> String {
        let text = String(port, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - text.count)) + text
    }

    private static func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 256)
        let count = readlink(path, &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
