internal import Hashing

/// The digests of a fill, computed as its bytes come.
struct FillDigests: ~Copyable {
    private var md5: Digest? = Digest(.md5)
    private var sha256: Digest?

    /// - Parameter needsSHA256: The origin named one to compare with.
    mutating func begin(needsSHA256: Bool) {
        if needsSHA256 { sha256 = Digest(.sha256) }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        md5?.update(bytes)
        sha256?.update(bytes)
    }

    /// The values; once.
    mutating func finish() -> (md5: [UInt8], sha256: [UInt8]?) {
        guard let md5 = md5.take() else { preconditionFailure("digests were finished before") }
        return (md5.finish(), sha256.take()?.finish())
    }
}
