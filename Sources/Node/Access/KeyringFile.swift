internal import Sealing

/// The file of `--cluster-key-file`.
enum KeyringFile {
    /// Its keys; nil where none is named.
    ///
    /// - Throws: `NodeFailure` with the path and the reason, never with a key.
    static func read(_ path: String?) throws(NodeFailure) -> Keyring? {
        guard let path else { return nil }
        do {
            return try KeyFile.keyring(path)
        } catch {
            throw NodeFailure("--cluster-key-file \(path): cannot be read: \(error)")
        }
    }
}
