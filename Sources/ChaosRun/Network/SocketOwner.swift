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

    /// On an event loop, beside thousands of connections that others have ended lately: so the line
    /// is searched for as bytes, and no other is taken apart.
    private static func inode(_ port: Int, _ relay: Int) -> Substring? {
        let table = (TextFile.bytes("/proc/net/tcp") ?? []) + [0]
        // sl local remote state queues timer retransmits uid timeout inode
        let ends = ":\(hexadecimal(port)) \(loopback):\(hexadecimal(relay)) "
        let rest = table.withUnsafeBytes { table -> String? in
            guard let text = table.assumingMemoryBound(to: CChar.self).baseAddress,
                let found = strstr(text, ends)
            else { return nil }
            let line = table[(UnsafePointer(found) - text)...].prefix { $0 != 0x0A }
            return String(decoding: line, as: UTF8.self)
        }
        let words = (rest ?? "").split(separator: " ", omittingEmptySubsequences: true)
        return words.count > 8 ? words[8] : nil
    }

    /// 127.0.0.1 as the kernel prints it.
    private static let loopback = "0100007F"

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
