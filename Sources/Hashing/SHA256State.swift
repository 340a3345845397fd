internal import COpenSSL

/// SHA-256 (FIPS 180-4) under way, as a plain value: it allocates nothing, and a copy goes on from
/// where it was.
///
/// `Digest` is for bodies; this is for the many short texts of signatures.
package struct SHA256State: Sendable {
    /// The length of a result in bytes.
    package static let length = 32

    private var context = SHA256_CTX()

    /// SHA-256 of nothing yet.
    package init() {
        let done = headwater_sha256_begin(&context)
        precondition(done == 1, "SHA256_Init failed")
    }

    /// Takes the next bytes of the message; an empty piece changes nothing.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
        let done = headwater_sha256_update(&context, base, bytes.count)
        precondition(done == 1, "SHA256_Update failed")
    }

    /// Takes the next bytes of the message.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Writes the digest of all that was given to the first 32 bytes of `output`.
    ///
    /// The state is used up; a copy made before may go on.
    package mutating func finish(into output: UnsafeMutableRawBufferPointer) {
        precondition(output.count >= Self.length, "a digest takes 32 bytes, not \(output.count)")
        let bytes = output.bindMemory(to: UInt8.self)
        let done = headwater_sha256_finish(&context, bytes.baseAddress)
        precondition(done == 1, "SHA256_Final failed")
    }

    /// The digest of all that was given, 32 bytes.
    package consuming func finish() -> [UInt8] {
        var state = self
        return [UInt8](unsafeUninitializedCapacity: Self.length) { buffer, count in
            state.finish(into: UnsafeMutableRawBufferPointer(buffer))
            count = Self.length
        }
    }

    /// The digest of bytes that are all there.
    package static func of(_ bytes: [UInt8]) -> [UInt8] {
        var state = SHA256State()
        state.update(bytes)
        return state.finish()
    }
}
