internal import Hashing

/// The XML documents that answer ListBuckets, GetBucketLocation and ListObjects.
///
/// Without `encoding-type=url`, characters of keys that XML 1.0 cannot carry become U+FFFD, as
/// there is no other way to write them; a client that has such keys asks for the encoding. With it,
/// a space is `%20`, which every client decodes, and never `+`.
package enum S3Documents {
    /// The owner that every bucket and object is said to have.
    static let owner = "headwater"

    /// Times are in seconds since 1970.
    package static func listBuckets(
        _ buckets: [(name: [UInt8], createdSeconds: Int64)]
    ) -> [UInt8] {
        var writer = XMLWriter()
        writer.open("ListAllMyBucketsResult", namespace: true)
        writeOwner(&writer)
        writer.open("Buckets")
        for bucket in buckets {
            writer.open("Bucket")
            writer.element("Name", bucket.name)
            writer.element(
                "CreationDate",
                ISO8601.bytes(milliseconds: bucket.createdSeconds * 1000)
            )
            writer.close("Bucket")
        }
        writer.close("Buckets")
        writer.close("ListAllMyBucketsResult")
        return writer.bytes
    }

    /// As in S3, the region `us-east-1` is written as an empty element.
    package static func location(region: String) -> [UInt8] {
        var writer = XMLWriter()
        writer.open("LocationConstraint", namespace: true)
        var document = writer.bytes
        if region != "us-east-1" { document += region.utf8 }
        document += "</LocationConstraint>".utf8
        return document
    }

    /// The answer to ListObjects or ListObjectsV2.
    package static func listObjects(
        bucket: some Sequence<UInt8>,
        _ parameters: ListParameters,
        _ page: ListPage
    ) -> [UInt8] {
        var writer = XMLWriter(
            reservingCapacity: 1024 + page.entries.count * 256 + page.commonPrefixes.count * 96
        )
        writer.open("ListBucketResult", namespace: true)
        writer.element("Name", Array(bucket))
        writer.element("Prefix", name(parameters.prefix, parameters))
        var withOwner = true
        switch parameters.version {
        case .one(let marker):
            writer.element("Marker", name(marker, parameters))
            if let next = page.next, !parameters.delimiter.isEmpty {
                writer.element("NextMarker", name(next.bytes, parameters))
            }
        case .two(let startAfter, let token, let fetchOwner):
            if let startAfter { writer.element("StartAfter", name(startAfter, parameters)) }
            if let token { writer.element("ContinuationToken", token) }
            if let next = page.next {
                writer.element("NextContinuationToken", ContinuationToken.encode(next))
            }
            writer.element("KeyCount", "\(page.entries.count + page.commonPrefixes.count)")
            withOwner = fetchOwner
        }
        writer.element("MaxKeys", "\(parameters.maxKeys)")
        if !parameters.delimiter.isEmpty {
            writer.element("Delimiter", name(parameters.delimiter, parameters))
        }
        if parameters.encodesNames { writer.element("EncodingType", "url") }
        writer.element("IsTruncated", page.next == nil ? "false" : "true")
        for entry in page.entries { write(entry, parameters, withOwner: withOwner, &writer) }
        for prefix in page.commonPrefixes {
            writer.open("CommonPrefixes")
            writer.element("Prefix", name(prefix, parameters))
            writer.close("CommonPrefixes")
        }
        writer.close("ListBucketResult")
        return writer.bytes
    }

    private static func write(
        _ entry: ListPage.Entry,
        _ parameters: ListParameters,
        withOwner: Bool,
        _ writer: inout XMLWriter
    ) {
        writer.open("Contents")
        writer.element("Key", name(entry.key, parameters))
        writer.element("LastModified", ISO8601.bytes(milliseconds: entry.modifiedMilliseconds))
        if let etag = entry.etag { writer.element("ETag", "\"\(etag)\"") }
        writer.element("Size", "\(entry.size)")
        if withOwner { writeOwner(&writer) }
        writer.element("StorageClass", "STANDARD")
        writer.close("Contents")
    }

    static func writeOwner(_ writer: inout XMLWriter) {
        writer.open("Owner")
        writer.element("ID", owner)
        writer.element("DisplayName", owner)
        writer.close("Owner")
    }

    private static func name(_ bytes: [UInt8], _ parameters: ListParameters) -> [UInt8] {
        parameters.encodesNames ? PercentCoding.encode(bytes, keepsSlash: true) : bytes
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String { Hexadecimal.encode(bytes) }
}
