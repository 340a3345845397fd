internal import Glibc
internal import Hashing

/// The folder of everything a node keeps.
struct DataFolder {
    let path: String

    /// Makes the folder where it is missing, readable by its owner only.
    init(_ path: String) throws(NodeFailure) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made.hasSuffix("/") ? part : "/" + part
            if mkdir(made, 0o700) != 0, errno != EEXIST {
                throw NodeFailure("--data \(path): \(made) cannot be made: \(Self.reason())")
            }
        }
        guard access(path, W_OK | X_OK) == 0 else {
            throw NodeFailure("--data \(path): cannot be written: \(Self.reason())")
        }
        self.path = path
    }

    /// The admin token: read, or made at the first start with mode 0600.
    func adminToken(file: String) throws(NodeFailure) -> String {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor < 0 else {
            defer { close(descriptor) }
            return try Self.readToken(descriptor, file)
        }
        guard errno == ENOENT else {
            throw NodeFailure("--admin-token-file \(file): cannot be read: \(Self.reason())")
        }
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<24).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let token = Hexadecimal.encode(bytes)
        let made = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard made >= 0 else {
            throw NodeFailure("--admin-token-file \(file): cannot be made: \(Self.reason())")
        }
        defer { close(made) }
        let line = Array((token + "\n").utf8)
        guard write(made, line, line.count) == line.count, fsync(made) == 0 else {
            throw NodeFailure("--admin-token-file \(file): cannot be written: \(Self.reason())")
        }
        return token
    }

    /// The size of the file system that holds the folder, in bytes.
    func diskBytes() throws(NodeFailure) -> UInt64 {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else {
            throw NodeFailure("--data \(path): its disk cannot be examined: \(Self.reason())")
        }
        return UInt64(status.f_blocks) * UInt64(status.f_frsize)
    }

    private static func readToken(_ descriptor: Int32, _ file: String) throws(NodeFailure) -> String
    {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = read(descriptor, &bytes, bytes.count)
        let token = bytes.prefix(max(count, 0)).prefix { $0 > 0x20 && $0 < 0x7F }
        guard token.count >= 16 else {
            throw NodeFailure(
                "--admin-token-file \(file): holds no token of at least 16 characters; remove the "
                    + "file to have one made"
            )
        }
        return String(decoding: token, as: UTF8.self)
    }

    private static func reason() -> String {
        String(cString: strerror(errno))
    }
}
