/// The base URL of an origin: what a mapping names, to which the keys of objects are appended.
package struct OriginBase: Sendable, Equatable {
    package let url: RequestURL
    /// Whether the origin speaks S3: its ETags and `x-amz-meta-` fields then mean something.
    package let isS3: Bool

    /// Checks and takes apart the URL of an origin: `http://`, `https://`, `s3://BUCKET[/PREFIX]`
    /// at AWS, or `s3+https://HOST[:PORT]/BUCKET[/PREFIX]` (or `s3+http`) at any other S3.
    ///
    /// An S3 origin is addressed in path style, which serves bucket names with dots under TLS too.
    package init(_ text: String, region: String = "us-east-1") throws(RequestURLError) {
        let isAWS = ASCII.lowercased(text.prefix(5)) == "s3://"
        isS3 = isAWS || ASCII.lowercased(text.prefix(3)) == "s3+"
        if isAWS, text.dropFirst(5).first == "/" || text.utf8.count == 5 {
            throw RequestURLError("s3:// is followed by the name of a bucket")
        }
        if isAWS {
            url = try RequestURL("https://s3.\(region).amazonaws.com/" + text.dropFirst(5))
        } else {
            url = try RequestURL(isS3 ? String(text.dropFirst(3)) : text)
        }
        guard !isS3 || url.path.utf8.count > 1 && !url.path.hasPrefix("//") else {
            throw RequestURLError("the host of an S3 origin is followed by the name of a bucket")
        }
        guard url.query == nil else {
            throw RequestURLError("a query (?...) cannot be the base of many objects")
        }
        guard url.text.utf8.count <= OriginBase.maximumBytes else {
            throw RequestURLError("the URL is longer than \(OriginBase.maximumBytes) bytes")
        }
    }

    /// Room for a long prefix; with the longest key, 3 KiB encoded, servers still take the URL.
    package static let maximumBytes = 2_048

    /// The URL of an object: base, one "/", and each byte of the key percent-encoded once.
    ///
    /// - Parameters:
    ///   - key: the whole key of the object as bytes, at most 1,024.
    ///   - query: the client's raw query where the mapping forwards it; what belongs to S3 and
    ///     its signatures is left out, for it is the client's own.
    package func object(key: some Sequence<UInt8>, query: String? = nil) -> RequestURL {
        var path = Array(url.path.utf8)
        if path.last != UInt8(ascii: "/") { path.append(UInt8(ascii: "/")) }
        for byte in key {
            if byte == UInt8(ascii: "/") || URLBytes.isUnreserved(byte) {
                path.append(byte)
            } else {
                URLBytes.append(byte, encodedTo: &path)
            }
        }
        return url.replacing(
            path: String(decoding: path, as: UTF8.self),
            query: query.flatMap(OriginBase.forwardable)
        )
    }

    private static func forwardable(_ query: String) -> String? {
        let kept = query.split(separator: "&", omittingEmptySubsequences: false).filter {
            let name = ASCII.lowercased($0.prefix { $0 != "=" })
            return !name.hasPrefix("x-amz-") && !name.hasPrefix("response-") && name != "x-id"
        }
        return kept.isEmpty ? nil : URLBytes.completed(kept.joined(separator: "&"))
    }
}
