/// The name of an object across all buckets: `bucket/key`, in the bytes that S3 compares.
///
/// The bucket has no `/`; the key has 1 to 1,024 bytes of UTF-8 and is never normalised, so `//`,
/// `.` and `..` in it are what they are.
package struct ObjectPath: Hashable, Sendable {
    /// The whole path, `bucket/key`.
    package let bytes: [UInt8]
    /// Bytes of the bucket; the slash is behind them.
    package let bucketLength: Int

    /// Of bytes that were checked already.
    init(checked bytes: [UInt8], bucketLength: Int) {
        self.bytes = bytes
        self.bucketLength = bucketLength
    }

    /// The path of `bucket/key`, not percent-encoded.
    ///
    /// - Throws: InvalidBucketName, InvalidURI or KeyTooLongError.
    package init(_ bytes: [UInt8]) throws(S3Error) {
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else {
            throw S3Error(.invalidURI, "A path is a bucket, a slash and a key.")
        }
        try bytes.withRawBytes { (raw) throws(S3Error) in
            try ObjectName.checkBucket(UnsafeRawBufferPointer(rebasing: raw[..<slash]))
            try ObjectName.checkKey(UnsafeRawBufferPointer(rebasing: raw[(slash + 1)...]))
        }
        self.init(checked: bytes, bucketLength: slash)
    }

    /// The name of the bucket.
    package var bucket: ArraySlice<UInt8> { bytes[..<bucketLength] }
    /// Everything behind the first slash.
    package var key: ArraySlice<UInt8> { bytes[(bucketLength + 1)...] }

    /// The bucket as text, which ASCII always is.
    package var bucketText: String { String(decoding: bucket, as: UTF8.self) }
    /// The key as text, which it is by its rules.
    package var keyText: String { String(decoding: key, as: UTF8.self) }
}

extension ObjectPath: CustomStringConvertible {
    /// The whole path, `bucket/key`.
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}
