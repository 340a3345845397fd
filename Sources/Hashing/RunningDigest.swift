/// A SHA-256 that a copyable owner can hold; copies of the owner share the one digest.
package final class RunningDigest {
    private var digest: Digest? = Digest(.sha256)

    package init() {}

    /// Takes the next bytes; nothing after `finish`.
    package func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { digest?.update($0) }
    }

    /// The 32 bytes of the digest; to be called once.
    package func finish() -> [UInt8] {
        guard let digest = digest.take() else { preconditionFailure("a digest is finished once") }
        return digest.finish()
    }
}
