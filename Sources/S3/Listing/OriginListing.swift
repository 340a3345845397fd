/// One page of a bucket elsewhere, by ListObjectsV2: what to ask, and what the answer says.
///
/// Source: "ListObjectsV2" of the Amazon S3 API reference. `start-after` is asked for and no token,
/// so that a listing can go on days later with nothing kept but a key.
package struct OriginListing: Equatable, Sendable {
    /// An object of the page.
    package struct Object: Equatable, Sendable {
        /// Decoded.
        package let key: [UInt8]
        package let size: UInt64

        package init(key: [UInt8], size: UInt64) {
            self.key = key
            self.size = size
        }
    }

    /// Objects that are asked for at once: as many as S3 gives.
    package static let pageSize = 1_000

    /// In the order of the answer.
    package let objects: [Object]
    /// Whether there is more behind the last one.
    package let isTruncated: Bool

    /// The query of a request, percent-encoded.
    package static func query(prefix: [UInt8], after: [UInt8]?, limit: Int) -> String {
        var query = Array("encoding-type=url&list-type=2&max-keys=\(limit)&prefix=".utf8)
        PercentCoding.encode(prefix, keepsSlash: false, into: &query)
        if let after {
            query += "&start-after=".utf8
            PercentCoding.encode(after, keepsSlash: false, into: &query)
        }
        return String(decoding: query, as: UTF8.self)
    }

    /// Room for a page of keys of 1,024 bytes, each byte escaped.
    package static var limits: XMLLimits {
        var limits = XMLLimits()
        limits.bytes = 8 << 20
        return limits
    }

    /// Reads an answer.
    ///
    /// - Throws: `XMLError` for what is no such answer.
    package init(_ document: [UInt8]) throws(XMLError) {
        let root = try XMLReader.read(document, limits: Self.limits)
        guard root.name == "ListBucketResult" else {
            throw XMLError(reason: "The document is a \(root.name), no listing.", position: 0)
        }
        isTruncated = root.text(of: "IsTruncated") == "true"
        let isEncoded = root.text(of: "EncodingType") == "url"
        var objects: [Object] = []
        for contents in root.all("Contents") {
            guard let text = contents.text(of: "Key"), !text.isEmpty,
                let size = contents.text(of: "Size").flatMap({ UInt64($0) })
            else {
                throw XMLError(reason: "An object of the listing has no key or size.", position: 0)
            }
            var key = Array(text.utf8)
            if isEncoded {
                let encoded = key
                key.removeAll(keepingCapacity: true)
                // Some stores write a space as a plus, as forms do; none leaves a plus as it is.
                let isWhole = encoded.withRawBytes {
                    PercentCoding.decode($0, plusIsSpace: true, into: &key)
                }
                guard isWhole else {
                    throw XMLError(reason: "A key of the listing is malformed.", position: 0)
                }
            }
            objects.append(Object(key: key, size: size))
        }
        guard !isTruncated || !objects.isEmpty else {
            throw XMLError(reason: "A listing that goes on has no objects.", position: 0)
        }
        self.objects = objects
    }
}
