import Glibc

/// Files as the command line reads and writes them.
enum TextFile {
    /// The text of a small file, or nil where it cannot be read.
    static func read(_ path: String, limit: Int = 1 << 20) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = fread(&bytes, 1, limit, file)
        return String(validating: bytes[..<count], as: UTF8.self)
    }

    /// Opens a file, or says why not.
    static func open(_ path: String, _ mode: String) throws(CommandFailure)
        -> UnsafeMutablePointer<FILE>
    {
        guard let file = fopen(path, mode) else {
            throw CommandFailure(.refused, "\(path): \(String(cString: strerror(errno)))")
        }
        return file
    }
}
