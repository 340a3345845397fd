internal import Glibc

/// The file of `--cluster-key-file`, read whole and replaced whole.
package enum KeyFile {
    /// The ring of a file.
    ///
    /// Throws `KeyFileError`, or `SealingError` for what is in it.
    package static func keyring(_ path: String) throws -> Keyring {
        try Keyring(text: read(path))
    }

    /// The text of a file of at most `Keyring.textBytes` bytes.
    package static func read(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "read") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while bytes.count <= Keyring.textBytes {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, "read") }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
        throw SealingError.textTooLong(bytes.count)
    }

    /// Replaces a file so that at each moment it is either the old or the new one, also after a
    /// power failure; owner and mode stay.
    ///
    /// Throws `KeyFileError`, also while another process does the same.
    package static func replace(_ path: String, with text: String) throws {
        // A link would be replaced instead of what it leads to.
        guard let resolved = realpath(path, nil) else { throw failure(path, "found") }
        let target = String(cString: resolved)
        free(resolved)
        let current = open(target, O_RDONLY | O_CLOEXEC)
        guard current >= 0 else { throw failure(path, "found") }
        // Ends the lock too, as does the end of the process, whatever ended it.
        defer { close(current) }
        var information = stat()
        guard flock(current, LOCK_EX | LOCK_NB) == 0, fstat(current, &information) == 0 else {
            throw failure(path, "locked")
        }
        var present = stat()
        guard stat(target, &present) == 0, present.st_ino == information.st_ino else {
            let reason = "it was replaced at this moment"
            throw KeyFileError(path: path, operation: "replaced", reason: reason)
        }
        let draft = "\(target).new"
        // One that was killed left it behind: under the lock it is nobody's.
        guard unlink(draft) == 0 || errno == ENOENT else { throw failure(draft, "removed") }
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        let descriptor = open(draft, flags, 0o600)
        guard descriptor >= 0 else { throw failure(draft, "made") }
        let isDone =
            fchown(descriptor, information.st_uid, information.st_gid) == 0
            && fchmod(descriptor, information.st_mode & 0o777) == 0
            && write(Array(text.utf8), to: descriptor) && fsync(descriptor) == 0
            && rename(draft, target) == 0
        let problem = failure(path, "replaced")
        close(descriptor)
        guard isDone else {
            unlink(draft)
            throw problem
        }
        try syncFolder(of: target)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private static func syncFolder(of path: String) throws {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(folder, "opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(folder, "synced") }
    }

    private static func failure(_ path: String, _ operation: String) -> KeyFileError {
        let reason = String(cString: strerror(errno))
        return KeyFileError(path: path, operation: operation, reason: reason)
    }
}
