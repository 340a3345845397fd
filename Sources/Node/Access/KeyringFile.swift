internal import Glibc
internal import Sealing

/// The file of `--cluster-key-file`.
enum KeyringFile {
    /// Its keys; nil where none is named.
    ///
    /// - Throws: `NodeFailure` with the path and the reason, never with a key.
    static func read(_ path: String?) throws(NodeFailure) -> Keyring? {
        guard let path else { return nil }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Keyring.textBytes + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(
                    descriptor,
                    buffer.baseAddress?.advanced(by: count),
                    buffer.count - count
                )
            }
            guard got >= 0 else { throw failure(path, String(cString: strerror(errno))) }
            if got == 0 { break }
            count += got
        }
        do throws(SealingError) {
            return try Keyring(text: String(decoding: bytes[..<count], as: UTF8.self))
        } catch {
            throw failure(path, "\(error)")
        }
    }

    private static func failure(_ path: String, _ reason: String) -> NodeFailure {
        NodeFailure("--cluster-key-file \(path): cannot be read: \(reason)")
    }
}
