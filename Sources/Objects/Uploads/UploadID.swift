/// The identity of a multipart upload: when it began, and a random number.
///
/// Identities of one object are in the order in which their uploads began.
package struct UploadID: Sendable, Hashable {
    static let bytes = 16

    /// When the upload began, in milliseconds since 1970.
    package let startedMilliseconds: UInt64
    package let number: UInt64

    package init(startedMilliseconds: UInt64, number: UInt64) {
        self.startedMilliseconds = startedMilliseconds
        self.number = number
    }

    /// The identity in these bytes; nil where they are not 16.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.bytes else { return nil }
        func integer(_ part: some Sequence<UInt8>) -> UInt64 {
            part.reduce(0) { $0 << 8 | UInt64($1) }
        }
        startedMilliseconds = integer(bytes.prefix(8))
        number = integer(bytes.dropFirst(8))
    }

    /// Sixteen bytes, which sort as the identities do.
    package var encoded: [UInt8] {
        withUnsafeBytes(of: startedMilliseconds.bigEndian) { Array($0) }
            + withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}
