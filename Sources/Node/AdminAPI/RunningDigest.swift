internal import Hashing

/// A SHA-256 that a copyable owner can hold; copies are one digest.
final class RunningDigest {
    private var digest: Digest? = Digest(.sha256)

    func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { digest?.update($0) }
    }

    /// To be called once.
    func finish() -> [UInt8] {
        guard let digest = digest.take() else { preconditionFailure("a digest is finished once") }
        return digest.finish()
    }
}
