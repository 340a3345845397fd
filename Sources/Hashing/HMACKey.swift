/// A key of HMAC-SHA256 (RFC 2104), made ready once for many messages: the key is hashed in here
/// and no more for each of them.
///
/// Its copies are copies of a secret.
package struct HMACKey: Sendable {
    private static let blockBytes = 64

    private let inner: SHA256State
    private let outer: SHA256State

    /// A key of any length.
    package init(_ key: [UInt8]) {
        let key = key.count > Self.blockBytes ? SHA256State.of(key) : key
        var padded = key + [UInt8](repeating: 0, count: Self.blockBytes - key.count)
        for index in padded.indices { padded[index] ^= 0x36 }
        var inner = SHA256State()
        inner.update(padded)
        for index in padded.indices { padded[index] ^= 0x36 ^ 0x5C }
        var outer = SHA256State()
        outer.update(padded)
        self.inner = inner
        self.outer = outer
    }

    /// The code of a message, 32 bytes.
    package func code(_ message: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: SHA256State.length) { buffer, count in
            message.withUnsafeBytes {
                code($0, into: UnsafeMutableRawBufferPointer(buffer))
            }
            count = SHA256State.length
        }
    }

    /// Writes the code of a message to the first 32 bytes of `output`; allocates nothing.
    package func code(
        _ message: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) {
        var state = inner
        state.update(message)
        state.finish(into: output)
        state = outer
        state.update(UnsafeRawBufferPointer(rebasing: output[..<SHA256State.length]))
        state.finish(into: output)
    }
}
