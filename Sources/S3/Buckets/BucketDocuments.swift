/// The documents that create buckets and list the versions in them.
package enum BucketDocuments {
    /// Checks the document of a CreateBucket; whatever place it names, the bucket is here.
    ///
    /// - Throws: MalformedXML.
    package static func checkCreation(_ document: XMLElement) throws(S3Error) {
        guard document.name == "CreateBucketConfiguration" else { throw S3Error(.malformedXML) }
    }

    /// The answer to ListObjectVersions: each object as its one version, `null`.
    package static func listVersions(
        bucket: some Sequence<UInt8>,
        _ parameters: ListVersionsParameters,
        _ page: ListPage
    ) -> [UInt8] {
        func name(_ bytes: [UInt8]) -> [UInt8] {
            parameters.encodesNames ? PercentCoding.encode(bytes, keepsSlash: true) : bytes
        }
        var writer = XMLWriter(reservingCapacity: 1_024 + page.entries.count * 320)
        writer.open("ListVersionsResult", namespace: true)
        writer.element("Name", Array(bucket))
        writer.element("Prefix", name(parameters.prefix))
        writer.element("KeyMarker", name(parameters.keyMarker))
        writer.element("VersionIdMarker", "")
        if let next = page.next {
            writer.element("NextKeyMarker", name(next.bytes))
            writer.element("NextVersionIdMarker", "null")
        }
        writer.element("MaxKeys", "\(parameters.maxKeys)")
        if !parameters.delimiter.isEmpty {
            writer.element("Delimiter", name(parameters.delimiter))
        }
        if parameters.encodesNames { writer.element("EncodingType", "url") }
        writer.element("IsTruncated", page.next == nil ? "false" : "true")
        for entry in page.entries {
            writer.open("Version")
            writer.element("Key", name(entry.key))
            writer.element("VersionId", "null")
            writer.element("IsLatest", "true")
            writer.element(
                "LastModified",
                ISO8601.bytes(milliseconds: entry.modifiedMilliseconds)
            )
            if let etag = entry.etag { writer.element("ETag", "\"\(etag)\"") }
            writer.element("Size", "\(entry.size)")
            S3Documents.writeOwner(&writer)
            writer.element("StorageClass", "STANDARD")
            writer.close("Version")
        }
        for prefix in page.commonPrefixes {
            writer.open("CommonPrefixes")
            writer.element("Prefix", name(prefix))
            writer.close("CommonPrefixes")
        }
        writer.close("ListVersionsResult")
        return writer.bytes
    }
}
