package import HTTP1

/// What a request target names: the service, a bucket, or an object; and its query.
///
/// A connection keeps one and parses the target of each of its requests into it, so that a hit
/// allocates nothing; `objectPath` makes a copy that lives on.
package struct S3Target: Sendable {
    /// What a target can name.
    package enum Kind: Sendable {
        case service
        case bucket
        case object
    }

    /// What it names.
    package private(set) var kind = Kind.service
    /// `bucket/key`, `bucket` or nothing: percent-decoded exactly once, never normalised, checked.
    package private(set) var path: [UInt8] = []
    /// Bytes of the bucket at the start of `path`.
    package private(set) var bucketLength = 0
    /// Everything behind the first question mark.
    package private(set) var query = S3Query()

    /// A target of nothing, to be filled by `parse`.
    package init() {
        path.reserveCapacity(ObjectName.bucketBytes + 1 + ObjectName.keyBytes)
    }

    /// The name of the bucket; empty for the service.
    package var bucket: ArraySlice<UInt8> { path[..<bucketLength] }

    /// The key; empty unless the target is an object.
    package var key: ArraySlice<UInt8> { path[min(bucketLength + 1, path.count)...] }

    /// The name of the object, or nil if the target is none.
    package var objectPath: ObjectPath? {
        guard kind == .object else { return nil }
        // Copied by elements: the array of this target keeps its storage for the next request.
        let copy = path.withUnsafeBufferPointer { Array($0) }
        return ObjectPath(checked: copy, bucketLength: bucketLength)
    }

    /// Whether this reads an object as such: only then may the mirror answer a miss (edge 3).
    ///
    /// `response-…`, `x-id`, the parameters of presigned URLs and whatever S3 does not know change
    /// nothing; sub-resources, versions and parts are not plain.
    package func isPlainRead(_ method: Method) -> Bool {
        (method == .get || method == .head) && kind == .object && query.objectSubresource == nil
    }

    /// Parses the target of `head`.
    ///
    /// `hostBucket` is the bucket that the host names in virtual-host style (see `VirtualHost`), or
    /// nil in path style.
    ///
    /// - Throws: InvalidURI (broken percent-encoding, NUL, not UTF-8), InvalidBucketName,
    ///   KeyTooLongError. The target is then of no use until it parsed another one.
    package mutating func parse(
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer,
        hostBucket: UnsafeRawBufferPointer? = nil
    ) throws(S3Error) {
        try parse(head.targetRange, in: bytes, hostBucket: hostBucket)
    }

    /// Parses a path and query that lie at `range` of `bytes`; an empty path is `/`.
    package mutating func parse(
        _ range: Range<Int>,
        in bytes: UnsafeRawBufferPointer,
        hostBucket: UnsafeRawBufferPointer? = nil
    ) throws(S3Error) {
        let mark = Self.first(UInt8(ascii: "?"), in: range, bytes)
        query.parse(min(mark + 1, range.upperBound)..<range.upperBound, in: bytes)
        path.removeAll(keepingCapacity: true)
        bucketLength = 0
        kind = .service
        guard mark > range.lowerBound else {
            if let hostBucket { try takeBucket(of: hostBucket) }
            return
        }
        guard bytes[range.lowerBound] == UInt8(ascii: "/") else { throw S3Error(.invalidURI) }
        var start = range.lowerBound + 1
        if let hostBucket {
            try takeBucket(of: hostBucket)
        } else {
            guard start < mark else { return }
            let slash = Self.first(UInt8(ascii: "/"), in: start..<mark, bytes)
            try decode(start..<slash, bytes)
            try concludeBucket()
            start = min(slash + 1, mark)
        }
        guard start < mark else { return }
        path.append(UInt8(ascii: "/"))
        try decode(start..<mark, bytes)
        try path.withRawBytes { (raw) throws(S3Error) in
            try ObjectName.checkKey(UnsafeRawBufferPointer(rebasing: raw[(bucketLength + 1)...]))
        }
        kind = .object
    }

    /// Whether the bytes at `range` are a path of a bucket and a key, in path style and without a
    /// query, as written; one that is not may be an object all the same.
    package static func isObjectPath(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        guard let start = bytes[range].first, start == UInt8(ascii: "/") else { return false }
        let slash = first(UInt8(ascii: "/"), in: range.lowerBound + 1..<range.upperBound, bytes)
        guard slash > range.lowerBound + 1, slash + 1 < range.upperBound else { return false }
        return first(UInt8(ascii: "?"), in: range, bytes) == range.upperBound
    }

    /// The position of `byte`, or the end of the range.
    private static func first(
        _ byte: UInt8,
        in range: Range<Int>,
        _ bytes: UnsafeRawBufferPointer
    ) -> Int {
        var position = range.lowerBound
        while position < range.upperBound, bytes[position] != byte { position &+= 1 }
        return position
    }

    private mutating func takeBucket(of host: UnsafeRawBufferPointer) throws(S3Error) {
        for byte in host { path.append(Token.lower(byte)) }
        try concludeBucket()
    }

    private mutating func concludeBucket() throws(S3Error) {
        bucketLength = path.count
        try path.withRawBytes { (raw) throws(S3Error) in try ObjectName.checkBucket(raw) }
        kind = .bucket
    }

    private mutating func decode(
        _ range: Range<Int>,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) {
        let raw = UnsafeRawBufferPointer(rebasing: bytes[range])
        guard PercentCoding.decode(raw, into: &path) else { throw S3Error(.invalidURI) }
    }
}
