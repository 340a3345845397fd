package import HTTP1

/// The bytes of its source that a part is copied from: `x-amz-copy-source-range: bytes=A-B`.
package struct CopyRange: Sendable, Equatable {
    /// Nil for the whole source.
    private let range: (first: UInt64, last: UInt64)?

    /// Equal if the bytes are.
    package static func == (left: CopyRange, right: CopyRange) -> Bool {
        left.range?.first == right.range?.first && left.range?.last == right.range?.last
    }

    /// - Throws: InvalidArgument for what is not both a first and a last byte.
    package init(_ head: RequestHead, in bytes: UnsafeRawBufferPointer) throws(S3Error) {
        guard let value = head.value("x-amz-copy-source-range", in: bytes) else {
            range = nil
            return
        }
        guard case .fromTo(let first, let last) = value.withRawBytes({ ByteRange.parse($0) })
        else {
            throw .invalidArgument(
                "The x-amz-copy-source-range value must be of the form bytes=first-last where "
                    + "first and last are the zero-based offsets of the first and last bytes to "
                    + "copy",
                name: "x-amz-copy-source-range",
                value: value
            )
        }
        range = (first, last)
    }

    /// The bytes in a source of `size`.
    ///
    /// - Throws: InvalidRange where the source is shorter.
    package func resolve(size: UInt64) throws(S3Error) -> Range<UInt64> {
        guard let range else { return 0..<size }
        guard range.last < size else {
            throw S3Error(
                .invalidRange,
                "Range specified is not valid for source object of size: \(size)"
            )
        }
        return range.first..<(range.last + 1)
    }
}
