internal import Catalog
internal import Mirroring
internal import S3

/// Where the objects of a mapping lie at its s3 origin: a bucket, and what comes before each key.
struct OriginLocation {
    /// The URL of the bucket, without a query.
    let bucket: RequestURL
    /// Decoded; what `OriginBase` puts before the keys.
    let keyPrefix: [UInt8]

    /// Nil where the mapping's origin speaks no S3.
    init?(_ mapped: MappedOrigin) throws(RequestURLError) {
        let base = try OriginBase(mapped.policy.origins[0], region: mapped.policy.region)
        guard base.isS3 else { return nil }
        let path = Array(base.url.path.utf8)
        let end = path.dropFirst().firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
        let authority = "\(base.url.scheme.rawValue)://\(base.url.authority)"
        bucket = try RequestURL(authority + String(decoding: path[..<end], as: UTF8.self))
        let rest = Array(path[min(end + 1, path.endIndex)...])
        var decoded: [UInt8] = []
        let isWhole = rest.withUnsafeBytes { PercentCoding.decode($0, into: &decoded) }
        precondition(isWhole, "the path of an origin was checked: \(base.url.text)")
        if let last = decoded.last, last != UInt8(ascii: "/") { decoded.append(UInt8(ascii: "/")) }
        keyPrefix = decoded
    }

    /// The URL that lists a page.
    func listing(prefix: [UInt8], after: [UInt8]?, limit: Int) throws(RequestURLError)
        -> RequestURL
    {
        let query = OriginListing.query(
            prefix: keyPrefix + prefix,
            after: after.map { keyPrefix + $0 },
            limit: limit
        )
        return try RequestURL("\(bucket.text)?\(query)")
    }

    /// The key here of a key there.
    func key(_ there: [UInt8]) -> [UInt8]? {
        guard there.starts(with: keyPrefix), there.count > keyPrefix.count else { return nil }
        return Array(there[keyPrefix.count...])
    }
}
