// The documents of copies and multipart uploads.
extension S3Documents {
    /// The answer to CopyObject, or to UploadPartCopy where `isPart`.
    package static func copyResult(
        etag: String,
        modifiedMilliseconds: Int64,
        checksum: StoredChecksum?,
        isPart: Bool
    ) -> [UInt8] {
        var writer = XMLWriter()
        let name: StaticString = isPart ? "CopyPartResult" : "CopyObjectResult"
        writer.open(name, namespace: true)
        writer.element("LastModified", ISO8601.bytes(milliseconds: modifiedMilliseconds))
        writer.element("ETag", "\"\(etag)\"")
        checksum?.write(&writer)
        writer.close(name)
        return writer.bytes
    }

    /// The answer to CreateMultipartUpload.
    package static func uploadBegun(
        bucket: some Sequence<UInt8>,
        key: some Sequence<UInt8>,
        upload: [UInt8]
    ) -> [UInt8] {
        var writer = XMLWriter()
        writer.open("InitiateMultipartUploadResult", namespace: true)
        writer.element("Bucket", Array(bucket))
        writer.element("Key", Array(key))
        writer.element("UploadId", UploadName.text(upload))
        writer.close("InitiateMultipartUploadResult")
        return writer.bytes
    }

    /// The answer to CompleteMultipartUpload.
    package static func uploadCompleted(
        bucket: some Sequence<UInt8>,
        key: some Sequence<UInt8>,
        host: String,
        etag: String,
        checksum: StoredChecksum?
    ) -> [UInt8] {
        let (bucket, key) = (Array(bucket), Array(key))
        let path = PercentCoding.encode(bucket + [UInt8(ascii: "/")] + key, keepsSlash: true)
        var writer = XMLWriter()
        writer.open("CompleteMultipartUploadResult", namespace: true)
        writer.element("Location", Array("\(host)/".utf8) + path)
        writer.element("Bucket", bucket)
        writer.element("Key", key)
        writer.element("ETag", "\"\(etag)\"")
        checksum?.write(&writer)
        writer.close("CompleteMultipartUploadResult")
        return writer.bytes
    }

    /// The answer to ListParts; `parts` has one more than asked for if more follow.
    package static func listParts(
        bucket: some Sequence<UInt8>,
        key: some Sequence<UInt8>,
        _ parameters: ListPartsParameters,
        _ note: UploadNote,
        parts: [UploadedPart]
    ) -> [UInt8] {
        let page = parts.prefix(parameters.maxParts)
        var writer = XMLWriter(reservingCapacity: 1_024 + page.count * 256)
        writer.open("ListPartsResult", namespace: true)
        writer.element("Bucket", Array(bucket))
        writer.element("Key", Array(key))
        writer.element("UploadId", UploadName.text(parameters.upload))
        writer.element("PartNumberMarker", "\(parameters.marker)")
        writer.element("NextPartNumberMarker", "\(page.last?.number ?? parameters.marker)")
        writer.element("MaxParts", "\(parameters.maxParts)")
        writer.element("IsTruncated", parts.count > page.count ? "true" : "false")
        writeInitiator(&writer)
        writer.element("StorageClass", "STANDARD")
        if let algorithm = note.algorithm {
            writer.element("ChecksumAlgorithm", algorithm.name.description)
            writer.element("ChecksumType", note.kind.name.description)
        }
        for part in page {
            writer.open("Part")
            writer.element("PartNumber", "\(part.number)")
            writer.element(
                "LastModified",
                ISO8601.bytes(milliseconds: part.modifiedMilliseconds)
            )
            writer.element("ETag", "\"\(hexadecimal(part.md5))\"")
            writer.element("Size", "\(part.size)")
            if let algorithm = note.algorithm, part.checksum.count == algorithm.length {
                writer.element(
                    algorithm.elementName,
                    StoredChecksum(algorithm, value: part.checksum).text
                )
            }
            writer.close("Part")
        }
        writer.close("ListPartsResult")
        return writer.bytes
    }

    /// The answer to ListMultipartUploads.
    package static func listUploads(
        bucket: some Sequence<UInt8>,
        _ parameters: ListUploadsParameters,
        _ page: UploadListPage
    ) -> [UInt8] {
        func name(_ bytes: [UInt8]) -> [UInt8] {
            parameters.encodesNames ? PercentCoding.encode(bytes, keepsSlash: true) : bytes
        }
        var writer = XMLWriter(reservingCapacity: 1_024 + page.entries.count * 320)
        writer.open("ListMultipartUploadsResult", namespace: true)
        writer.element("Bucket", Array(bucket))
        writer.element("KeyMarker", name(parameters.keyMarker))
        writer.element("UploadIdMarker", parameters.uploadMarker.map(UploadName.text) ?? "")
        if let key = page.nextKey {
            writer.element("NextKeyMarker", name(key))
            writer.element("NextUploadIdMarker", page.nextUpload.map(UploadName.text) ?? "")
        }
        writer.element("Prefix", name(parameters.prefix))
        if !parameters.delimiter.isEmpty {
            writer.element("Delimiter", name(parameters.delimiter))
        }
        if parameters.encodesNames { writer.element("EncodingType", "url") }
        writer.element("MaxUploads", "\(parameters.maxUploads)")
        writer.element("IsTruncated", page.nextKey == nil ? "false" : "true")
        for entry in page.entries {
            writer.open("Upload")
            writer.element("Key", name(entry.key))
            writer.element("UploadId", UploadName.text(entry.upload))
            writeInitiator(&writer)
            writer.element("StorageClass", "STANDARD")
            writer.element("Initiated", ISO8601.bytes(milliseconds: entry.startedMilliseconds))
            writer.close("Upload")
        }
        for prefix in page.commonPrefixes {
            writer.open("CommonPrefixes")
            writer.element("Prefix", name(prefix))
            writer.close("CommonPrefixes")
        }
        writer.close("ListMultipartUploadsResult")
        return writer.bytes
    }

    private static func writeInitiator(_ writer: inout XMLWriter) {
        writer.open("Initiator")
        writer.element("ID", owner)
        writer.element("DisplayName", owner)
        writer.close("Initiator")
        writeOwner(&writer)
    }
}
