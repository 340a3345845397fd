package import HTTP1

/// The object that a request copies from, and on which conditions.
package struct CopySource: Sendable, Equatable {
    /// The object to copy.
    package let path: ObjectPath
    /// To be judged against it as those of a read are; both of `notModified` and `failed` refuse.
    package let conditions: Preconditions

    /// Reads `x-amz-copy-source` and the fields that go with it.
    ///
    /// - Throws: InvalidArgument, NoSuchVersion for any version but `null`, and what is thrown for
    ///   names of buckets and keys.
    package init(_ head: RequestHead, in bytes: UnsafeRawBufferPointer) throws(S3Error) {
        guard let range = head.first(.xAmzCopySource), !head.isRepeated(.xAmzCopySource) else {
            throw Self.malformed([])
        }
        let raw = Array(bytes[range])
        var source = raw[...]
        // A question mark in a key is written %3F; an unescaped one begins the version.
        if let mark = source.lastIndex(of: UInt8(ascii: "?")),
            source[(mark + 1)...].starts(with: Array("versionId=".utf8))
        {
            guard source[(mark + 11)...].elementsEqual("null".utf8) else {
                throw S3Error(.noSuchVersion)
            }
            source = source[..<mark]
        }
        if source.first == UInt8(ascii: "/") { source = source.dropFirst() }
        var decoded: [UInt8] = []
        let isWhole = Array(source).withRawBytes { PercentCoding.decode($0, into: &decoded) }
        guard isWhole, decoded.contains(UInt8(ascii: "/")) else { throw Self.malformed(raw) }
        path = try ObjectPath(decoded)
        conditions = Preconditions(
            ifMatch: head.value("x-amz-copy-source-if-match", in: bytes),
            ifNoneMatch: head.value("x-amz-copy-source-if-none-match", in: bytes),
            ifModifiedSince: head.value("x-amz-copy-source-if-modified-since", in: bytes),
            ifUnmodifiedSince: head.value("x-amz-copy-source-if-unmodified-since", in: bytes)
        )
    }

    private static func malformed(_ value: [UInt8]) -> S3Error {
        .invalidArgument(
            "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
            name: "x-amz-copy-source",
            value: value
        )
    }
}
